internal import Tracing

/// Requests that run a generation and whose traces are not sampled; belongs to one loop.
///
/// A generation that fails or is slow is exported all the same, and then its request is too, or the generation's span
/// would name a parent that nobody has. Either may end first: a reader leaves early, a document is answered early.
final class UnsampledRequests {
    private struct Entry {
        /// The request's span, once it is over.
        var span: TraceSpan?
        /// Whether the generation's spans were exported, once it is over.
        var isExported: Bool?
    }

    private let tracer: Tracer
    private var entries: [SpanID: Entry] = [:]

    init(_ tracer: Tracer) {
        self.tracer = tracer
    }

    /// A generation begins for a request.
    func began(_ trace: TraceContext) {
        guard tracer.isExporting, !trace.isSampled else { return }
        entries[trace.spanID] = Entry()
    }

    /// The generation of a request is over.
    func generationEnded(_ trace: TraceContext, isExported: Bool) {
        guard var entry = entries.removeValue(forKey: trace.spanID) else { return }
        entry.isExported = isExported
        settle(entry, trace)
    }

    /// A request is over; `span` is asked for if it may still be needed.
    func requestEnded(_ trace: TraceContext, _ span: () -> TraceSpan) {
        guard var entry = entries.removeValue(forKey: trace.spanID), entry.isExported != false else { return }
        entry.span = span()
        settle(entry, trace)
    }

    /// A request was exported, whatever becomes of its generation.
    func forget(_ trace: TraceContext) {
        entries[trace.spanID] = nil
    }

    private func settle(_ entry: Entry, _ trace: TraceContext) {
        guard let span = entry.span, let isExported = entry.isExported else {
            entries[trace.spanID] = entry
            return
        }
        if isExported { tracer.submit([span]) }
    }
}
