package import Events

/// One call under way, on the loop on which it was started.
package protocol ModelCall: AnyObject {
    /// Ends it; its observer hears nothing more.
    ///
    /// - Returns: The tokens that were used; estimated where the provider has not said it yet.
    func cancel() -> Usage
}

/// Receives an answer while it arrives; on the loop, never from inside a call to `ModelCall`.
package protocol ModelCallObserver: AnyObject {
    /// A piece of text, only lent, which is valid UTF-8.
    func callProduced(_ text: Span<UInt8>)
    /// The answer is over; nothing follows.
    func callEnded(_ end: ModelCallEnd)
}

/// How a call ended.
package enum ModelCallEnd: Sendable {
    case finished(FinishReason, Usage)
    case failed(GenerationFault, Usage)
}

/// Why a model stopped.
package enum FinishReason: String, Sendable {
    case stop
    /// The output budget was used up.
    case length
    case contentFilter = "content_filter"
}
