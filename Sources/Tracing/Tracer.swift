package import Metrics
internal import Platform

/// Decides which work is traced, and keeps what is to be exported; any thread.
package final class Tracer: Sendable {
    /// Spans that wait for the exporter: some seconds of a busy server.
    private static let spansMax = 8_192

    private struct Queue {
        /// Those that wait, behind those that are gone.
        private var spans: [TraceSpan] = []
        private var gone = 0
        /// Taken, and not yet settled.
        var taken = 0

        var count: Int { spans.count - gone }

        mutating func append(_ added: [TraceSpan]) {
            spans += added
        }

        /// Takes the oldest.
        ///
        /// The others are moved up only when as many are gone as may wait: moving them for each generation would be
        /// most of its work while a collector is away.
        mutating func removeFirst(_ removed: Int) -> ArraySlice<TraceSpan> {
            let first = gone
            gone += removed
            let oldest = spans[first..<gone]
            if gone == spans.count || gone >= spansMax {
                spans.removeFirst(gone)
                gone = 0
            }
            return oldest
        }
    }

    /// Share of the traces that begin here which are sampled; nil if nothing is exported.
    private let ratio: Double?
    /// Whether prompts and answers are to stand in spans.
    package let keepsContent: Bool
    private let registry: Registry
    private let queue = Lock(Queue())
    private let dropped: Counter

    /// - Parameters:
    ///   - ratio: Share of the traces that begin here which are sampled, 0 to 1; nil to export nothing and only take
    ///     part in the traces of others.
    ///   - keepsContent: Whether prompts and answers are to stand in spans.
    ///   - registry: Where dropped spans are counted.
    package init(ratio: Double?, keepsContent: Bool = false, registry: Registry) {
        self.ratio = ratio
        self.keepsContent = keepsContent && ratio != nil
        self.registry = registry
        dropped = registry.counter(
            "penstock_trace_spans_dropped_total",
            "Spans that were never exported because the collector is too slow or away."
        ).bind()
    }

    package var isExporting: Bool { ratio != nil }

    /// The span of work that was asked for from outside; nil if it is of no trace.
    package func context(
        continuing parent: TraceParent?,
        _ state: TraceState,
        random: inout any RandomNumberGenerator
    ) -> TraceContext? {
        guard ratio != nil || parent != nil else { return nil }
        return TraceContext(continuing: parent, state, ratio: ratio ?? 0, random: &random)
    }

    /// Keeps spans until the exporter fetches them.
    package func submit(_ spans: [TraceSpan]) {
        guard isExporting, !spans.isEmpty else { return }
        let excess = queue.withLock { queue in
            queue.append(spans)
            return queue.removeFirst(max(0, queue.count - Self.spansMax)).count
        }
        drop(excess)
    }

    /// Takes the oldest spans.
    package func take(upTo count: Int) -> [TraceSpan] {
        queue.withLock { queue in
            let taken = queue.removeFirst(min(count, queue.count))
            queue.taken += taken.count
            return Array(taken)
        }
    }

    /// Spans that wait.
    package var count: Int { queue.withLock { $0.count } }

    /// Whether every span has been exported or given up.
    package var isSettled: Bool { queue.withLock { $0.count == 0 && $0.taken == 0 } }

    /// Ends the exporter's business with spans that it took; those that the collector did not get are counted.
    package func settle(_ count: Int, exported: Int) {
        queue.withLock { $0.taken -= count }
        drop(count - exported)
    }

    private func drop(_ count: Int) {
        if count > 0 { dropped.add(UInt64(count), on: registry.shared) }
    }
}
