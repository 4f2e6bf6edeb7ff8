package import Events

/// A model call that is over: what the metrics are told.
package struct ModelCallSummary: Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        case ok
        case error
        /// Ended by us: a reader left, a timeout, a cancellation.
        case cancelled
    }

    let outcome: Outcome
    /// Why it failed or we ended it; nil if it did not fail, or nobody wanted it any more.
    let errorType: ErrorType?
    let duration: Duration
    /// From its first text to its end, if there was text.
    let textDuration: Duration?
    let usage: Usage
    let notes: CallNotes

    package init(
        _ outcome: Outcome,
        _ errorType: ErrorType?,
        duration: Duration,
        textDuration: Duration?,
        usage: Usage,
        notes: CallNotes = CallNotes()
    ) {
        self.outcome = outcome
        self.errorType = errorType
        self.duration = duration
        self.textDuration = textDuration
        self.usage = usage
        self.notes = notes
    }
}
