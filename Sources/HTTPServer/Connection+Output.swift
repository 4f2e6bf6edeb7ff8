internal import Bytes
internal import EventLoops
internal import Platform
internal import Tracing

extension Connection: TurnEndObserver {
    /// Bytes that may be appended before the reader has to catch up.
    var room: Int { service.bounds.unsentBytes - outgoing.count - (isBlocked ? stream.unsentBytes : 0) }

    /// Whether nothing is left to be given to the socket, or by it to the network.
    var isAllSent: Bool { outgoing.isEmpty && !isBlocked }

    func beginExchange() {
        exchange += 1
        enter(.responding)
        isAnswered = false
        bytesSent = 0
        if !notes.isEmpty { notes = [] }
        ending = Exchange.complete
        isForHead = request.method == .head
        // Now, because whoever answers may give the request's memory back first.
        allowedOrigin = service.origins?.allowed(for: request)
        countLongAccept()
        request.trace = isProbed ? nil : traceContext()
        if !isProbed { service.began(request.method) }
        closesAfterResponse = !request.keepsAlive || service.isDraining || peerHasEnded
    }

    private var isProbed: Bool { route?.route.isProbe == true }

    private func countLongAccept() {
        var bytes = 0
        let count = request.read(.accept) { bytes += $0.count }
        if bytes + 2 * (count - 1) > Accept.bytesMax { service.metrics.hit(.accept, on: loop.shard) }
    }

    private func traceContext() -> TraceContext? {
        guard let tracer = service.tracer else { return nil }
        var parent: TraceParent?
        let count = request.read(.traceParent) { parent = TraceParent(reading: $0) }
        // Two that claim to be the caller are none.
        if count != 1 { parent = nil }
        let state = parent == nil ? .empty : TraceState(reading: request.field("tracestate") ?? "")
        return tracer.context(continuing: parent, state, random: &loop.random)
    }

    func observe(by observer: any ResponseObserver) {
        guard phase == .responding else {
            // The client left before the answer was ready, and whoever answers is still to hear of it.
            let ending = ResponseEnding(rawValue: ending) ?? .clientLeft
            return loop.atEndOfTurn { observer.responseEnded(ending) }
        }
        self.observer = observer
    }

    // MARK: What the writer calls

    /// Renders the head; `length` is nil for a body that comes in pieces.
    func beginResponse(_ status: Status, type: StaticString?, fields: borrowing ByteBuffer, length: Int?) {
        precondition(!isAnswered, "a request is answered once")
        isAnswered = true
        // The client may have left before the answer was ready.
        guard phase == .responding else { return }
        self.status = status
        isChunked = length == nil && !request.isHTTP10
        if length == nil && request.isHTTP10 { closesAfterResponse = true }
        takeBuffer()
        service.appendHead(status, to: &outgoing)
        request.id.append(to: &outgoing)
        if let type {
            outgoing.append("\r\nContent-Type: ")
            outgoing.append(type)
        }
        if let length {
            // Neither has a body, nor a length (RFC 9110 section 8.6).
            if status != .noContent && status != .notModified {
                outgoing.append("\r\nContent-Length: ")
                outgoing.append(decimal: length)
            }
        } else if isChunked {
            outgoing.append("\r\nTransfer-Encoding: chunked")
        }
        if closesAfterResponse {
            outgoing.append("\r\nConnection: close")
        } else if request.isHTTP10 {
            outgoing.append("\r\nConnection: keep-alive")
        }
        if fields.isEmpty, !service.isDraining, service.origins == nil {
            outgoing.append("\r\n\r\n")
        } else {
            outgoing.append("\r\n")
            if service.isDraining { outgoing.append(service.drainField) }
            service.origins?.appendFields(for: allowedOrigin, to: &outgoing)
            outgoing.append(fields)
            outgoing.append("\r\n")
        }
        scheduleFlush()
    }

    /// As below, for a body that is known when the program is built and has a length.
    func appendBody(_ text: StaticString) {
        guard phase == .responding, !isForHead else { return }
        outgoing.append(text)
        bytesSent += text.utf8CodeUnitCount
    }

    func appendBody(_ bytes: Span<UInt8>) {
        guard phase == .responding, !isForHead, !bytes.isEmpty else { return }
        takeBuffer()
        if isChunked {
            let digits = (Int.bitWidth - bytes.count.leadingZeroBitCount + 3) / 4
            outgoing.append(hex: UInt64(bytes.count), digits: digits)
            outgoing.append("\r\n")
            outgoing.append(bytes)
            outgoing.append("\r\n")
        } else {
            outgoing.append(bytes)
        }
        bytesSent += bytes.count
        scheduleFlush()
    }

    func endResponse() {
        guard phase == .responding else { return }
        if isChunked && !isForHead {
            takeBuffer()
            outgoing.append("0\r\n\r\n")
        }
        // Even with nothing left to send: what comes after a response begins when it has been sent.
        scheduleFlush()
        guard observer == nil else { return enter(.delivering) }
        finishExchange()
        proceed()
    }

    func abortResponse() {
        guard phase == .responding || phase == .delivering else { return }
        observer = nil
        finishExchange()
        close(resets: true)
    }

    func send(_ problem: Problem, fields: borrowing ByteBuffer) {
        var id = ByteBuffer()
        request.id.append(to: &id)
        var body = ByteBuffer()
        problem.render(into: &body, requestID: id)
        if problem.closesConnection { closesAfterResponse = true }
        beginResponse(problem.status, type: Problem.contentType, fields: fields, length: body.count)
        body.withSpan { appendBody($0) }
        endResponse()
    }

    func writerDropped(_ exchange: Int) {
        guard exchange == self.exchange, phase == .responding, !isAnswered else { return }
        send(
            Problem(.internalServerError, "the server forgot to answer; this is a defect"),
            fields: ByteBuffer()
        )
    }

    func bodyDropped(_ exchange: Int) {
        guard exchange == self.exchange, phase == .responding else { return }
        ending = ResponseEnding.aborted.rawValue
        abortResponse()
    }

    // MARK: After a response

    /// Goes on to the next request, or to the end of the connection.
    private func proceed() {
        guard !closesAfterResponse else { return enter(.closing) }
        enter(.idle, for: service.bounds.idleTime)
        updateTimer()
        readPipelined()
    }

    private func readPipelined() {
        if !pipelined.isEmpty { loop.atEndOfTurn { self.processPipelined() } }
    }

    func finishExchange() {
        guard !isProbed else { return }
        service.finished(
            Exchange(
                requestID: request.id,
                trace: request.trace,
                method: request.method,
                route: route?.route.template,
                path: request.path,
                peer: peer,
                caller: request.caller,
                status: status,
                duration: request.received.duration(to: loop.time.now()),
                bytesSent: bytesSent,
                ending: ending,
                notes: notes
            ),
            by: route
        )
    }

    // MARK: Sending

    func scheduleFlush() {
        guard !isFlushScheduled, !isBlocked else { return }
        isFlushScheduled = true
        loop.flushAtEndOfTurn(self)
    }

    func turnEnded() {
        isFlushScheduled = false
        guard phase != .closed, !isBlocked else { return }
        let wasFull = room <= 0
        switch stream.write(&outgoing) {
        case .sent:
            giveBuffer()
            allSent()
            if wasFull { loop.atEndOfTurn { self.tellOfRoom() } }
        case .blocked:
            isBlocked = true
            setWriteDeadline(true)
        case .failed:
            end(.clientLeft, resets: false)
        }
    }

    func drained() {
        guard phase != .closed else { return }
        isBlocked = false
        setWriteDeadline(false)
        if outgoing.isEmpty { allSent() } else { scheduleFlush() }
        observer?.responseDrained()
    }

    /// Whoever was told that there is no room hears that there is, though the socket never blocked.
    private func tellOfRoom() {
        guard phase == .responding, !isBlocked else { return }
        observer?.responseDrained()
    }

    func allSent() {
        switch phase {
        case .closing:
            // A close with unread bytes resets the connection, and the client may lose the answer.
            let leavesInput = leavesInput || parser.isInsideRequest || !pipelined.isEmpty
            if leavesInput && !peerHasEnded { linger() } else { close(resets: false) }
        case .delivering:
            enter(.delivering, for: .zero)
            setWriteDeadline(true)
        case .idle:
            request.releaseLargeMemory()
            readPipelined()
        case .head, .body, .responding, .lingering, .closed:
            break
        }
    }

    /// A streamed response counts as delivered once the client's kernel has acknowledged its last byte: until then
    /// a reset may still refuse it.
    func confirmDelivery() {
        guard stream.unacknowledgedBytes == 0 else {
            return enter(.delivering, for: .milliseconds(20))
        }
        delivered()
    }

    func delivered() {
        setWriteDeadline(false)
        let observer = observer
        self.observer = nil
        finishExchange()
        proceed()
        if phase == .closing { allSent() }
        observer?.responseEnded(.delivered)
    }

    private func takeBuffer() {
        if outgoing.capacity == 0 { outgoing = loop.buffers.take() }
    }

    private func giveBuffer() {
        var buffer = ByteBuffer()
        swap(&buffer, &outgoing)
        loop.buffers.give(buffer)
    }
}
