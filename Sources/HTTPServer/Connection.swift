internal import Bytes
internal import EventLoops
internal import Platform
internal import Tracing

/// One connection: requests in, one after the other, and their responses out.
///
/// This file holds its life: phases, deadlines, ends. What it reads stands in `Connection+Input.swift`, what it
/// writes in `Connection+Output.swift`.
final class Connection {
    enum Phase {
        /// Between two requests.
        case idle
        /// Some of a request's head has arrived.
        case head
        /// The head was accepted; the body is arriving.
        case body
        /// A route has the request, and the response has not ended.
        case responding
        /// A streamed response has ended; its last bytes are on their way.
        case delivering
        /// The last response of the connection has ended; it closes when that is sent.
        case closing
        /// Everything is said; what the client still sends is discarded, so that it gets to read the answer.
        case lingering
        case closed
    }

    // What every piece of a response touches stands together: with thousands of connections each cache line is a
    // wait.
    let service: HTTPService
    let loop: EventLoop
    let stream: any ByteStream
    var phase = Phase.idle
    var isChunked = false
    /// Whether the client wants no body, only what it would be.
    var isForHead = false
    var isAnswered = false
    var isFlushScheduled = false
    var isBlocked = false
    var closesAfterResponse = false
    var bytesSent = 0
    var outgoing = ByteBuffer()
    var observer: (any ResponseObserver)?

    // Output
    var exchange = 0
    var status = Status.ok
    var notes: [(name: StaticString, value: String)] = []
    /// How the response ends, if nothing comes in between.
    var ending = Exchange.complete
    /// Which web page may read the response; nil if none may, or nobody asks for one.
    var allowedOrigin: String?
    private var waitingWhenBlocked = 0

    // Input
    let request: Request
    let parser: RequestParser
    let peer: PeerAddress
    /// Which of its service's connections it is.
    let number: Int
    var route: BoundRoute?
    var pipelined = ByteBuffer()
    /// Bytes that were read without listening.
    var discarded = 0
    /// Whether the client was or may still be sending what is not listened to.
    var leavesInput = false
    var isReadingPaused = false
    var peerHasEnded = false

    /// When the phase ends by itself.
    private var phaseDeadline: Instant?
    /// When a blocked write has waited long enough.
    private var writeDeadline: Instant?
    private var timerDeadline: Instant?
    private lazy var timer = LoopTimer(on: service.loop) { [unowned self] in timerFired() }

    init(_ stream: any ByteStream, from peer: PeerAddress, number: Int, service: HTTPService) {
        self.service = service
        self.number = number
        loop = service.loop
        self.stream = stream
        self.peer = peer
        request = Request(peer: peer)
        parser = RequestParser(into: request, settings: service.parserSettings, bounds: service.bounds)
    }

    func start() {
        enter(.idle, for: service.bounds.headTime)
        stream.startReading(self)
        updateTimer()
    }

    func drain() {
        closesAfterResponse = true
        if phase == .idle { closeWhenSent() }
    }

    /// Closes behind what was answered already, which may still be waiting for the turn's end or for its reader.
    private func closeWhenSent() {
        enter(.closing)
        if isAllSent { allSent() }
    }

    // MARK: Phases and deadlines

    func enter(_ next: Phase, for time: Duration? = nil) {
        phase = next
        phaseDeadline = time.map { loop.now.advanced(by: $0) }
    }

    /// Makes the timer fire no later than the nearest deadline.
    ///
    /// It is left alone when it would fire early: most deadlines are replaced long before they come, and moving the
    /// timer for each would cost more than one idle firing.
    func updateTimer() {
        guard var nearest = phaseDeadline ?? writeDeadline else { return }
        if let writeDeadline, writeDeadline < nearest { nearest = writeDeadline }
        if let timerDeadline, timerDeadline <= nearest { return }
        timerDeadline = nearest
        timer.arm(at: nearest)
    }

    func setWriteDeadline(_ waits: Bool) {
        writeDeadline = waits ? loop.now.advanced(by: service.bounds.writeTime) : nil
        if waits { waitingWhenBlocked = waitingBytes }
        updateTimer()
    }

    /// What the peer's kernel has not got yet.
    private var waitingBytes: Int { stream.unsentBytes + stream.unacknowledgedBytes }

    private func timerFired() {
        timerDeadline = nil
        if let writeDeadline, writeDeadline <= loop.now {
            writeTimedOut()
        } else if let phaseDeadline, phaseDeadline <= loop.now {
            self.phaseDeadline = nil
            phaseTimedOut()
        }
        if phase != .closed { updateTimer() }
    }

    private func writeTimedOut() {
        // A slow reader is not a dead one: as long as it takes something, it gets more time.
        if waitingBytes < waitingWhenBlocked { return setWriteDeadline(true) }
        service.metrics.hit(.writeTime, on: loop.shard)
        end(.writeTimeout, resets: true)
    }

    private func phaseTimedOut() {
        switch phase {
        case .idle where !isAllSent:
            // It is still taking what it asked for; how long it may do so is the write time's business.
            enter(.idle, for: service.bounds.idleTime)
        case .idle:
            service.metrics.hit(.idleTime, on: loop.shard)
            close(resets: false)
        case .head:
            refuse(.headTooSlow(limit: service.bounds.headTime))
        case .body:
            refuse(.bodyTooSlow(limit: service.bounds.bodyTime))
        case .delivering:
            confirmDelivery()
        case .lingering:
            service.metrics.hit(.linger, on: loop.shard)
            close(resets: false)
        case .responding, .closing, .closed:
            break
        }
    }

    // MARK: Ends

    /// Ends the connection with a response still under way, and tells who was sending it.
    func end(_ ending: ResponseEnding, resets: Bool) {
        if phase == .body {
            giveUpRequest(ending)
            return close(resets: resets)
        }
        let observer = observer
        self.observer = nil
        self.ending = ending.rawValue
        if phase == .responding || phase == .delivering {
            if !isAnswered { status = ending == .aborted ? .serviceUnavailable : .clientClosedRequest }
            finishExchange()
        }
        close(resets: resets)
        observer?.responseEnded(ending)
    }

    func close(resets: Bool) {
        guard phase != .closed else { return }
        enter(.closed)
        writeDeadline = nil
        timer.disarm()
        observer = nil
        stream.close(resets: resets)
    }

    /// Sends the end of the stream, and reads on for a while without listening.
    func linger() {
        discarded = 0
        stream.endWriting()
        enter(.lingering, for: service.bounds.lingerTime)
        updateTimer()
    }
}

extension Connection: ByteStreamObserver {
    func ended() {
        peerHasEnded = true
        closesAfterResponse = true
        // What this turn has answered already does not wait for its end.
        if phase == .responding || phase == .delivering { turnEnded() }
        switch phase {
        case .idle, .head:
            // A client may end its side and still wait for answers.
            closeWhenSent()
        case .body:
            giveUpRequest(.clientLeft)
            closeWhenSent()
        case .responding:
            end(.clientLeft, resets: false)
        case .delivering:
            // Its end came with the acknowledgement of all that it had received by then.
            if isAllSent, stream.unacknowledgedBytes == 0 {
                delivered()
            } else {
                end(.clientLeft, resets: false)
            }
        case .closing:
            break
        case .lingering, .closed:
            close(resets: false)
        }
    }

    func failed() {
        end(.clientLeft, resets: false)
    }

    func closed() {
        service.closed(self, peer: peer)
    }
}
