internal import CCurl
internal import EventLoops
internal import Platform

/// One exchange with another server: its deadlines, what it delivers, and its end.
///
/// What curl calls only notes and delivers; whatever changes the transfer in curl happens at the end of the turn, or
/// from the loop's timers.
@safe package final class HTTPTransfer: UpstreamTransfer {
    private let client: HTTPClient
    private let loop: EventLoop
    let request: HTTPClientRequest
    private var observer: (any HTTPTransferObserver)?
    private var phase: Phase
    let began: Instant
    private var reader: ResponseHeadReader
    private var bodyBytes = 0
    private var isPaused = false
    /// Whether curl holds bytes back until it is told to go on.
    private var isHeld = false
    private var isCancelled = false
    private var hasOpenedSockets = false
    /// Why a callback stopped the transfer.
    private var fault: HTTPClientFault?
    private var question: NameQuestion?
    private var easy: EasyHandle?
    private lazy var timer = LoopTimer(on: loop) { [weak self] in self?.checkDeadlines() }

    private enum Phase {
        /// Until the request can be sent.
        case connecting(since: Instant)
        /// Until the response begins.
        case waiting(since: Instant)
        /// Until the response ends; since its last byte.
        case receiving(since: Instant)
        case ended
    }

    /// What curl shall do with what it delivered.
    enum Reaction {
        case taken
        /// Keep it, and deliver it again later.
        case wait
        case stop
    }

    init(_ request: HTTPClientRequest, _ observer: any HTTPTransferObserver, of client: HTTPClient) {
        self.request = request
        self.observer = observer
        self.client = client
        loop = client.loop
        reader = ResponseHeadReader(bytesMax: request.headBytesMax)
        began = loop.now
        phase = .connecting(since: began)
    }

    package var isSent: Bool {
        switch phase {
        case .connecting: false
        case .waiting, .receiving, .ended: true
        }
    }

    package func pause() {
        loop.preconditionOnLoop()
        // curl learns of it when it has something to deliver.
        isPaused = true
    }

    package func resume() {
        loop.preconditionOnLoop()
        guard isPaused else { return }
        isPaused = false
        loop.atEndOfTurn { self.goOn() }
    }

    package func cancel() {
        loop.preconditionOnLoop()
        guard !isCancelled else { return }
        isCancelled = true
        loop.atEndOfTurn { self.end(.failed(Self.cancelled)) }
    }

    // MARK: From the loop

    /// Begins, at the end of the turn that asked for it.
    func begin() {
        guard !isEnded, !isCancelled else { return }
        if let flaw = request.flaw { return end(.failed(HTTPClientFault(.invalidRequest, flaw))) }
        setTimer()
        let hop = request.hop
        guard hop.needsResolution else { return connect(to: []) }
        question = client.resolver.resolve(hop.host) { [weak self] answer in
            guard let self, !isEnded else { return }
            question = nil
            switch answer {
            case .success(let addresses): connect(to: addresses)
            case .failure(let reason): end(.failed(Self.fault(reason, hop.host)))
            }
        }
    }

    /// Of the response, if it has begun.
    var status: Int? { reader.isFinal ? reader.status : nil }

    private var isEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    private func connect(to addresses: [PeerAddress]) {
        let easy = EasyHandle(request, client.settings, addresses: addresses, transfer: self)
        client.add(easy, self)
        self.easy = consume easy
    }

    /// Lets curl deliver again, unless it was paused anew.
    private func goOn() {
        guard !isPaused, !isCancelled, !isEnded else { return }
        if case .receiving = phase { phase = .receiving(since: loop.now) }
        setTimer()
        guard isHeld else { return }
        isHeld = false
        let code = easy?.resume() ?? CURLE_OK
        if code != CURLE_OK { curlEnded(code) }
    }

    /// curl is done with it.
    func curlEnded(_ code: CURLcode) {
        if isCancelled {
            end(.failed(Self.cancelled))
        } else if let fault {
            end(.failed(fault))
        } else if code == CURLE_OK, reader.isComplete {
            end(.complete)
        } else {
            let words = easy?.explain(code) ?? ""
            let hasHead = reader.isComplete
            let kind = Self.kind(of: code, words, isConnecting: isConnecting, hasHead: hasHead)
            end(.failed(HTTPClientFault(kind, words)))
        }
    }

    /// The only end: curl forgets the transfer, then the observer is told; never from inside curl.
    func end(_ end: HTTPTransferEnd) {
        guard !isEnded else { return }
        phase = .ended
        timer.disarm()
        question?.withdraw()
        question = nil
        if let easy = easy.take() { client.remove(easy) }
        if hasOpenedSockets { client.countConnections() }
        if case .failed(let fault) = end, [.connection, .connectTimeout].contains(fault.kind) {
            client.resolver.forget(request.hop.host)
        }
        client.ended(self, end)
        let observer = observer
        self.observer = nil
        observer?.transferEnded(end)
    }

    // MARK: Deadlines

    private var isConnecting: Bool {
        if case .connecting = phase { true } else { false }
    }

    private var totalDeadline: Instant { began.advanced(by: request.timeouts.total) }

    /// The deadline that comes next, apart from that of the whole.
    private var nextDeadline: (at: Instant, kind: HTTPClientFault.Kind)? {
        let timeouts = request.timeouts
        switch phase {
        case .connecting(let since): return (since.advanced(by: timeouts.connect), .connectTimeout)
        case .waiting(let since): return (since.advanced(by: timeouts.firstByte), .firstByteTimeout)
        case .receiving(let since):
            // While it is paused the silence is ours.
            return isPaused ? nil : (since.advanced(by: timeouts.idle), .idleTimeout)
        case .ended: return nil
        }
    }

    private func setTimer() {
        timer.arm(at: min(totalDeadline, nextDeadline?.at ?? totalDeadline))
    }

    private func checkDeadlines() {
        let now = loop.now
        if now >= totalDeadline {
            end(.failed(HTTPClientFault(.totalTimeout, "not complete within \(request.timeouts.total)")))
        } else if let next = nextDeadline, now >= next.at {
            end(.failed(HTTPClientFault(next.kind, "no progress in time")))
        } else {
            // Bytes came since it was set, which did not move it.
            setTimer()
        }
    }

    // MARK: From inside curl

    func openSocket(_ address: curl_sockaddr) -> CInt {
        hasOpenedSockets = true
        return client.openSocket(address)
    }

    /// The connection stands and the request is about to be sent; again when curl repeats it on a new connection.
    func connected() {
        guard !isEnded else { return }
        phase = .waiting(since: loop.now)
        setTimer()
        if hasOpenedSockets { client.countConnections() }
    }

    func receivedLine(_ line: Span<UInt8>) -> Reaction {
        guard !isCancelled, !isEnded else { return .stop }
        do throws(HTTPClientFault) {
            let progress = try reader.read(line)
            if reader.isFinal { receivedBytes() }
            if case .complete(let head) = progress { observer?.transferReceivedHead(head) }
            return .taken
        } catch {
            if error.kind == .tooLarge { client.hit(.responseHead) }
            fault = error
            return .stop
        }
    }

    func received(_ bytes: Span<UInt8>) -> Reaction {
        guard !isCancelled, !isEnded else { return .stop }
        guard !isPaused else {
            isHeld = true
            return .wait
        }
        receivedBytes()
        bodyBytes += bytes.count
        if let max = request.bodyBytesMax, bodyBytes > max {
            client.hit(.responseBody)
            fault = HTTPClientFault(.tooLarge, "the response's body is larger than \(max) bytes")
            return .stop
        }
        observer?.transferReceived(bytes)
        return .taken
    }

    private func receivedBytes() {
        if case .receiving = phase {
            phase = .receiving(since: loop.now)
        } else {
            phase = .receiving(since: loop.now)
            setTimer()
        }
    }
}
