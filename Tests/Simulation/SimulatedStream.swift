import Bytes
import EventLoops

/// A connection without a network: the server holds it as a `ByteStream`, the test is its client.
public final class SimulatedStream: ByteStream {
    private let loop: EventLoop
    private var observer: (any ByteStreamObserver)?
    private var reads = false
    private var waiting: [UInt8] = []
    private var unsent: [UInt8] = []
    private var isOpen = true

    /// What the client has received and not taken yet.
    public private(set) var received: [UInt8] = []
    /// How much the client's kernel takes before the server has to wait.
    public var window = Int.max
    public private(set) var isClosed = false
    public private(set) var wasReset = false
    public private(set) var hasEnded = false
    /// Writes that reached the client, each with what was gathered in one turn.
    public private(set) var writes: [Int] = []
    /// Whether the client's kernel acknowledges what it gets.
    public var acknowledges = true

    package init(on loop: EventLoop) {
        self.loop = loop
    }

    // MARK: The client's side

    public func send(_ bytes: some Sequence<UInt8>) {
        waiting += bytes
        deliver()
    }

    public func send(_ text: String) {
        send(text.utf8)
    }

    /// The client says that it sends no more.
    public func end() {
        guard isOpen else { return }
        observer?.ended()
    }

    /// The client breaks the connection.
    public func reset() {
        guard isOpen else { return }
        observer?.failed()
    }

    /// Takes what arrived, as text.
    public func take() -> String {
        String(decoding: takeBytes(), as: UTF8.self)
    }

    /// Takes what arrived, which may end within a character.
    public func takeBytes() -> [UInt8] {
        let bytes = received
        received = []
        makeRoom()
        return bytes
    }

    /// Lets the client's kernel take up to `bytes` more.
    public func open(window bytes: Int) {
        window = window == .max || bytes == .max ? .max : window + bytes
        makeRoom()
    }

    // MARK: The server's side

    package func startReading(_ observer: any ByteStreamObserver) {
        self.observer = observer
        reads = true
        loop.atEndOfTurn { self.deliver() }
    }

    package func pauseReading() {
        reads = false
    }

    package func write(_ buffer: inout ByteBuffer) -> WriteOutcome {
        precondition(unsent.isEmpty, "a blocked stream takes nothing until it has drained")
        guard isOpen else { return .failed }
        unsent = buffer.array
        buffer.removeAll()
        transfer()
        return unsent.isEmpty ? .sent : .blocked
    }

    package var unsentBytes: Int { unsent.count }
    package var unacknowledgedBytes: Int { acknowledges ? 0 : received.count }

    package func endWriting() {
        hasEnded = true
    }

    package func close(resets: Bool) {
        guard isOpen else { return }
        isOpen = false
        wasReset = resets
        loop.atEndOfTurn {
            self.isClosed = true
            self.observer?.closed()
            self.observer = nil
        }
    }

    private func deliver() {
        guard reads, isOpen, !waiting.isEmpty, let observer else { return }
        let bytes = waiting
        waiting = []
        observer.received(bytes.span)
    }

    private func makeRoom() {
        guard isOpen, !unsent.isEmpty else { return }
        transfer()
        if unsent.isEmpty { observer?.drained() }
    }

    private func transfer() {
        let count = min(unsent.count, max(0, window))
        guard count > 0 else { return }
        received += unsent.prefix(count)
        unsent.removeFirst(count)
        if window != .max { window -= count }
        writes.append(count)
    }
}
