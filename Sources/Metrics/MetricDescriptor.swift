/// What is said about a family: everything but its values.
package struct MetricDescriptor: Sendable {
    package enum Kind: Sendable, Equatable {
        case counter
        case gauge
        /// - Parameter bounds: Upper bounds in the stored form, ascending, without `+Inf`.
        case histogram(bounds: [Int64])
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package let unit: MetricUnit
    package let labels: [String]
    /// Labels that stay true when the family's cap is reached: an overflowing series still says how it ended.
    package let labelsKept: Set<String>
    /// Series beyond this many go to the overflow series.
    package let seriesMax: Int
    /// What a histogram keeps beside its buckets.
    package let detail: HistogramDetail

    /// The cap of the OpenTelemetry SDKs; far beyond what pipelines and steps need.
    package static let seriesMaxDefault = 2_000

    package init(
        _ name: String,
        _ help: String,
        kind: Kind,
        unit: MetricUnit = .none,
        labels: [String] = [],
        labelsKept: Set<String> = [],
        seriesMax: Int = seriesMaxDefault,
        detail: HistogramDetail = []
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.unit = unit
        self.labels = labels
        self.labelsKept = labelsKept
        self.seriesMax = seriesMax
        self.detail = detail
    }

    /// The names of the series that the family exposes, by which families must not clash.
    var seriesNames: [String] {
        switch kind {
        case .counter: [name, String(name.dropLast("_total".count)) + "_created"]
        case .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count", name + "_created"]
        }
    }
}
