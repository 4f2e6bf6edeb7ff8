import EventLoops
import HTTPClient

/// One request to a simulated server, and what the test lets that answer: called between turns.
public final class SimulatedExchange: UpstreamTransfer {
    package let request: HTTPClientRequest
    private let loop: EventLoop
    private var observer: (any HTTPTransferObserver)?
    /// Whether it has been connected.
    public var isSent = true
    public private(set) var isPaused = false
    public private(set) var isCancelled = false
    /// What the client has not taken because it paused.
    private var held: [UInt8] = []
    private var heldEnd: HTTPTransferEnd?

    package init(_ request: HTTPClientRequest, _ observer: any HTTPTransferObserver, on loop: EventLoop) {
        self.request = request
        self.observer = observer
        self.loop = loop
    }

    public var hasEnded: Bool { observer == nil }

    // MARK: The server's side

    package func respond(_ status: Int, _ fields: [HTTPField] = []) {
        guard !isCancelled else { return }
        observer?.transferReceivedHead(HTTPResponseHead(status: status, fields: fields))
    }

    public func send(_ text: String) {
        send(text.utf8)
    }

    /// Sends bytes, which may end in the middle of a character.
    public func send(_ bytes: some Sequence<UInt8>) {
        held += bytes
        deliver()
    }

    package func end(_ end: HTTPTransferEnd = .complete) {
        heldEnd = end
        deliver()
    }

    /// Breaks off; what the client has not taken is lost.
    package func fail(_ kind: HTTPClientFault.Kind) {
        finish(.failed(HTTPClientFault(kind, "simulated")))
    }

    // MARK: The client's side

    package func pause() {
        isPaused = true
    }

    package func resume() {
        isPaused = false
        loop.atEndOfTurn { self.deliver() }
    }

    package func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        loop.atEndOfTurn { self.fail(.cancelled) }
    }

    private func deliver() {
        guard !isPaused, !isCancelled else { return }
        if !held.isEmpty {
            let bytes = held
            held = []
            observer?.transferReceived(bytes.span)
        }
        if let heldEnd, held.isEmpty, !isPaused, !isCancelled { finish(heldEnd) }
    }

    private func finish(_ end: HTTPTransferEnd) {
        let observer = observer
        self.observer = nil
        observer?.transferEnded(end)
    }
}
