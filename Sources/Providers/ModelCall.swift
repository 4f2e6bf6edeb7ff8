package import Events

/// One call under way, on the loop on which it was started.
package protocol ModelCall: AnyObject {
    /// Ends it; its observer hears nothing more.
    ///
    /// - Returns: The tokens that were used; estimated where the provider has not said it yet.
    func cancel() -> Usage

    /// What is known of it beside what its observer was told; also when it is over.
    var notes: CallNotes { get }
}

extension ModelCall {
    package var notes: CallNotes { CallNotes() }
}

/// What an operator may want to know of a call.
package struct CallNotes: Equatable, Sendable {
    /// The model that answered, by its exact name, if the provider said it.
    package var model: String?
    /// Frames of the answer that could not be read.
    package var framesSkipped = 0
    /// How often the request was written anew because the server refused its form.
    package var concessions = 0

    package init() {}
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
