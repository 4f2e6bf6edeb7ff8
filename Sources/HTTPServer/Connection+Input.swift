internal import Bytes
internal import EventLoops
internal import JSON
internal import Platform
internal import Tracing

extension Connection {
    func received(_ bytes: Span<UInt8>) {
        switch phase {
        case .idle where !pipelined.isEmpty:
            // What came before has not been read yet.
            keep(bytes)
        case .idle, .head, .body:
            process(bytes)
            updateTimer()
        case .responding, .delivering:
            if leavesInput { discard(bytes.count) } else { keep(bytes) }
            // The next request brings the acknowledgement of the last response with it.
            if phase == .delivering, isAllSent { confirmDelivery() }
        case .lingering, .closing:
            leavesInput = true
            discard(bytes.count)
        case .closed:
            break
        }
    }

    private func discard(_ count: Int) {
        discarded += count
        guard discarded > service.bounds.lingerBytes else { return }
        service.metrics.hit(.linger, on: loop.shard)
        end(.aborted, resets: phase != .lingering)
    }

    /// Reads requests until the bytes are used up or a response takes its time.
    private func process(_ bytes: Span<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            switch phase {
            case .idle where room <= 0:
                // A client that does not read its answers gets no more of them.
                service.metrics.hit(.unsent, on: loop.shard)
                return keep(rest)
            case .idle, .head, .body: break
            case .responding, .delivering: return keep(rest)
            case .closing, .lingering, .closed:
                leavesInput = true
                return
            }
            let (taken, step) = parser.parse(rest)
            rest = rest.extracting(taken..<rest.count)
            // Empty lines between requests are no request yet, and do not make waiting for one any longer.
            if phase == .idle, parser.isInsideRequest || step != .needsMore {
                enter(.head, for: service.bounds.headTime)
                request.received = loop.now
            }
            switch step {
            case .needsMore: break
            case .head: acceptHead()
            case .message: dispatch()
            case .fault(let fault): return refuse(fault)
            }
        }
    }

    /// Reads what the client had sent behind a request whose response has now ended.
    func processPipelined() {
        guard phase == .idle, room > 0, !pipelined.isEmpty else { return }
        var bytes = ByteBuffer()
        swap(&bytes, &pipelined)
        bytes.withSpan { process($0) }
        guard phase != .closed else { return }
        if isReadingPaused, pipelined.count <= service.bounds.pipelinedBytes {
            isReadingPaused = false
            stream.startReading(self)
        }
        updateTimer()
    }

    private func keep(_ bytes: Span<UInt8>) {
        pipelined.append(bytes)
        guard pipelined.count > service.bounds.pipelinedBytes, !isReadingPaused else { return }
        service.metrics.hit(.pipelined, on: loop.shard)
        if phase == .idle {
            // Its answers fill the socket: that it leaves shows when they are sent.
            isReadingPaused = true
            stream.pauseReading()
        } else {
            // Reading goes on, or nobody would notice that the client has left; it has to ask again elsewhere.
            pipelined = ByteBuffer()
            leavesInput = true
            closesAfterResponse = true
        }
    }

    // MARK: From head to route

    /// Decides about a request with a body before any of the body is read.
    private func acceptHead() {
        identify()
        if let problem = findRoute() ?? authenticate() ?? checkBody() {
            return answer(with: problem, closing: true)
        }
        if let limit = route?.route.bodyBytes { parser.bodyLimit = limit }
        if parser.expectsContinue {
            outgoing.append("HTTP/1.1 100 Continue\r\n\r\n")
            scheduleFlush()
        }
        enter(.body, for: service.bounds.bodyTime)
    }

    private func dispatch() {
        if phase == .head {
            identify()
            if let problem = findRoute() ?? authenticate() { return answer(with: problem, closing: false) }
        }
        guard let route else { preconditionFailure("a request is dispatched only once its route is known") }
        if let problem = checkAccept(route) { return answer(with: problem, closing: false) }
        beginExchange()
        route.route.endpoint(request, ResponseWriter(self, exchange: exchange))
    }

    private func answer(with problem: Problem, closing: Bool) {
        beginExchange()
        closesAfterResponse = closesAfterResponse || closing
        let writer = ResponseWriter(self, exchange: exchange)
        route?.route.refused(request, problem.status, writer)
        writer.send(problem)
    }

    /// Ends a request whose body will never be complete: nobody is answered, and it counts and is logged like others.
    func giveUpRequest(_ ending: ResponseEnding) {
        beginExchange()
        isAnswered = true
        status = ending == .aborted ? .serviceUnavailable : .clientClosedRequest
        self.ending = ending.rawValue
        route?.route.refused(request, status, ResponseWriter(self, exchange: exchange))
        finishExchange()
    }

    /// Refuses what cannot be a request, or not one for this server.
    func refuse(_ fault: RequestFault) {
        leavesInput = true
        if let bound = fault.bound { service.metrics.hit(bound, on: loop.shard) }
        if phase == .head {
            identify()
            route = nil
        }
        answer(with: Problem(fault.status, fault.detail), closing: true)
    }

    private func identify() {
        var given: RequestID?
        let count = request.read(.requestID) { given = RequestID(given: $0) }
        if count == 1, let given {
            request.id = given
        } else {
            // Whoever sent one will look for it in vain.
            if count > 0 { service.metrics.hit(.requestID, on: loop.shard) }
            request.id = .made(service.nextRequestID())
        }
    }

    private func findRoute() -> Problem? {
        if let route, request.withPath({ route.answers(request.method, $0) }) { return nil }
        route = nil
        switch request.withPath({ service.router.match(request.method, $0) }) {
        case .route(let found, let parameters):
            route = found
            request.parameters = parameters
            return nil
        case .otherMethods(let methods):
            let names = methods.map(\.rawValue).joined(separator: ", ")
            var problem = Problem(.methodNotAllowed, "this path answers \(names)")
            problem.fields = [("Allow", names)]
            return problem
        case .nothing:
            return Problem(.notFound, "there is nothing at this path")
        }
    }

    /// Finds out who asks, before anything else is looked at; a route that is for everybody does not want to know.
    private func authenticate() -> Problem? {
        guard let scope = route?.route.scope else { return nil }
        do throws(Problem) {
            request.caller = try service.authenticate(request, scope)
            return nil
        } catch {
            return error
        }
    }

    private func checkBody() -> Problem? {
        guard let route = route?.route else { return nil }
        let limit = route.bodyBytes ?? service.bounds.bodyBytes
        if let announced = parser.announcedBytes, announced > limit {
            let fault = RequestFault.bodyTooLarge(limit: limit)
            service.metrics.hit(.body, on: loop.shard)
            return Problem(fault.status, fault.detail)
        }
        guard !route.consumes.isEmpty else { return nil }
        let names = route.consumes.map { "\($0.type)/\($0.subtype)" }.joined(separator: ", ")
        guard let given = request.field("content-type") else {
            return Problem(.unsupportedMediaType, "Content-Type is missing; this route reads \(names)")
        }
        guard let media = MediaType(given), route.consumes.contains(where: { $0.isSameType(as: media) })
        else {
            return Problem(.unsupportedMediaType, "this route reads \(names), not \(given)")
        }
        return nil
    }

    private func checkAccept(_ bound: BoundRoute) -> Problem? {
        guard !bound.route.produces.isEmpty, let field = request.field("accept") else { return nil }
        guard Accept(field).preferred(of: bound.route.produces) == nil else { return nil }
        let names = bound.route.produces.map { "\($0.type)/\($0.subtype)" }.joined(separator: ", ")
        return Problem(.notAcceptable, "this route answers with \(names)")
    }
}
