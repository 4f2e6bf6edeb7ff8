internal import Platform

/// Every family of the process, and the memory of their series.
///
/// Families are registered and series bound when something is set up; handles record from any thread without
/// asking the registry again. A registry outlives its handles.
package final class Registry: Sendable {
    /// The label value of what a full family could not tell apart.
    package static let overflowLabel = "other"

    /// Where threads other than event loops record.
    package let shared: Shard

    let store: CellStore
    /// Exemplars are few, so all threads share theirs.
    private let exemplars = CellStore(shardCount: 1)
    private let families = Lock(Families())
    private let collectors = Lock<[any Collector]>([])
    private let overflows: Family
    private let rejected: Counter
    private let invalidTexts: Counter
    private let seriesCount: Gauge

    private struct Families {
        var byName: [String: Family] = [:]
        /// Which family exposes a series of this name.
        var bySeries: [String: String] = [:]

        mutating func add(_ family: Family) throws(RegistrationFault) {
            let names = family.descriptor.seriesNames
            for name in names {
                if let other = bySeries[name] { throw .clash(family.descriptor.name, with: other) }
            }
            for name in names { bySeries[name] = family.descriptor.name }
            byName[family.descriptor.name] = family
        }
    }

    /// - Parameter loops: How many event loops will record, each to a shard of its own.
    package init(loops: Int) {
        let store = CellStore(shardCount: loops + 1)
        let exemplars = exemplars
        self.store = store
        shared = store.shard(0)
        // The families that the registry itself is made of have a place for what they never record.
        func make(
            _ name: String,
            _ help: String,
            kind: MetricDescriptor.Kind = .counter,
            labels: [String] = []
        ) -> Family {
            Family(
                MetricDescriptor(name, help, kind: kind, labels: labels),
                store: store,
                exemplars: exemplars,
                rejected: Counter(cell: store.allocate(1)),
                overflows: nil,
                storesDouble: kind == .gauge
            )
        }
        overflows = make(
            "penstock_metrics_overflow_total",
            "Series that went to their family's overflow series because the family was full.",
            labels: ["family"]
        )
        let rejections = make(
            "penstock_metrics_rejected_observations_total",
            "Observations that were refused because they were negative or not a number."
        )
        let invalid = make(
            "penstock_metrics_invalid_text_total",
            "Label values and help texts that were not UTF-8; what was wrong in them became U+FFFD."
        )
        let series = make(
            "penstock_metrics_series",
            "Series in the registry; a histogram with its buckets is one.",
            kind: .gauge
        )
        rejected = Counter(cell: rejections.bind([]).cell)
        invalidTexts = Counter(cell: invalid.bind([]).cell)
        seriesCount = Gauge(cell: series.bind([]).cell)
        for family in [overflows, rejections, invalid, series] { insert(family) }
    }

    /// The shard of event loop `index`, counted from 0; only that loop's thread may record to it.
    package func shard(ofLoop index: Int) -> Shard {
        store.shard(index + 1)
    }

    package func counter(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = [],
        labelsKept: Set<String> = []
    ) -> CounterFamily {
        CounterFamily(
            family: register(
                MetricDescriptor(
                    name,
                    help,
                    kind: .counter,
                    unit: unit,
                    labels: labels,
                    labelsKept: labelsKept
                )
            )
        )
    }

    package func upDownCounter(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> UpDownCounterFamily {
        UpDownCounterFamily(
            family: register(MetricDescriptor(name, help, kind: .gauge, unit: unit, labels: labels))
        )
    }

    package func gauge(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> GaugeFamily {
        let descriptor = MetricDescriptor(name, help, kind: .gauge, unit: unit, labels: labels)
        return GaugeFamily(family: register(descriptor, storesDouble: true))
    }

    package func histogram(
        _ name: String,
        _ help: String,
        unit: MetricUnit,
        bounds: HistogramBounds,
        labels: [String] = [],
        labelsKept: Set<String> = [],
        detail: HistogramDetail = []
    ) -> HistogramFamily {
        HistogramFamily(
            family: register(
                MetricDescriptor(
                    name,
                    help,
                    kind: .histogram(bounds: bounds.values),
                    unit: unit,
                    labels: labels,
                    labelsKept: labelsKept,
                    detail: detail
                )
            )
        )
    }

    /// Adds values that are asked for at each scrape rather than recorded.
    package func add(_ collector: some Collector) {
        for descriptor in collector.descriptors { _ = register(descriptor, storesDouble: true) }
        collectors.withLock { $0.append(collector) }
    }

    /// What every registered family says about itself, by name.
    package var descriptors: [MetricDescriptor] {
        familiesByName.map(\.descriptor)
    }

    var familiesByName: [Family] {
        families.withLock { Array($0.byName.values) }.sorted { $0.descriptor.name < $1.descriptor.name }
    }

    /// Brings collected values up to date; called once at the start of a scrape.
    func collect() {
        for collector in collectors.withLock({ $0 }) {
            collector.collect { name, labels, value in
                guard let family = families.withLock({ $0.byName[name] }) else {
                    preconditionFailure("\(name) was collected but never described")
                }
                Gauge(cell: family.bind(labels).cell).set(value)
            }
        }
        let all = families.withLock { Array($0.byName.values) }
        seriesCount.set(Double(all.reduce(0) { $0 + $1.seriesCount }))
    }

    private func register(_ descriptor: MetricDescriptor, storesDouble: Bool = false) -> Family {
        do throws(RegistrationFault) {
            return try add(descriptor, storesDouble: storesDouble)
        } catch {
            preconditionFailure(error.description)
        }
    }

    /// Registers a family, or throws what makes it impossible.
    func add(_ descriptor: MetricDescriptor, storesDouble: Bool = false) throws(RegistrationFault) -> Family {
        try descriptor.validate()
        let family = Family(
            descriptor,
            store: store,
            exemplars: exemplars,
            rejected: rejected,
            overflows: overflows,
            storesDouble: storesDouble
        )
        try families.withLock { families throws(RegistrationFault) in try families.add(family) }
        return family
    }

    private func insert(_ family: Family) {
        families.withLock { families in
            do throws(RegistrationFault) {
                try families.add(family)
            } catch {
                preconditionFailure(error.description)
            }
        }
    }

    /// Text of bytes that come from outside, for a label's value or a help text: every format is UTF-8, and one wrong
    /// byte would cost a whole scrape.
    package func text(_ bytes: [UInt8]) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        invalidTexts.add(on: shared)
        return String(decoding: bytes, as: UTF8.self)
    }
}
