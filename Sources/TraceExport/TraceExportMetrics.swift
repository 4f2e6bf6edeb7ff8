package import Metrics

/// What is counted of the export of spans.
package struct TraceExportMetrics: Sendable {
    /// What became of a batch.
    enum Outcome: String, CaseIterable {
        case ok
        /// Refused for good, or in a way that would be the same again.
        case rejected
        /// Given up after several attempts.
        case failed
        /// To be tried again.
        case retried
    }

    private let exports: HandlesByCase<Outcome, Counter>
    private let spans: Counter

    package init(_ registry: Registry) {
        let family = registry.counter(
            "penstock_trace_exports_total",
            "Batches of spans sent to the collector, by what became of them.",
            labels: ["outcome"]
        )
        exports = HandlesByCase { family.bind($0.rawValue) }
        spans = registry.counter(
            "penstock_trace_spans_exported_total",
            "Spans that the collector has taken."
        ).bind()
    }

    func ended(_ outcome: Outcome, exported count: Int, on shard: Shard) {
        exports[outcome].add(on: shard)
        spans.add(UInt64(count), on: shard)
    }
}
