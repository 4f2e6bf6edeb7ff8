internal import EventLoops
package import Events
internal import HTTPClient

/// One request for embeddings, on the loop on which it was made.
package final class EmbeddingCall {
    package typealias Receiver = (Result<Embeddings, GenerationFault>) -> Void

    /// Told once, never from inside the call that asks; nil once it was, or does not want to be.
    private var receive: Receiver?
    private var transfer: (any UpstreamTransfer)?

    init(_ receive: @escaping Receiver) {
        self.receive = receive
    }

    /// Ends it; its receiver hears nothing more.
    package func cancel() {
        receive = nil
        transfer?.cancel()
    }

    /// Ends it with what is known already.
    func endLater(_ result: Result<Embeddings, GenerationFault>, on loop: EventLoop) {
        loop.atEndOfTurn { self.end(result) }
    }

    /// What was started for it, and will end it.
    func wait(for transfer: any UpstreamTransfer) {
        self.transfer = transfer
    }

    func end(_ result: Result<Embeddings, GenerationFault>) {
        let receive = receive
        self.receive = nil
        transfer = nil
        receive?(result)
    }
}
