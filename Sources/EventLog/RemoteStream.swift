internal import Bytes
package import Dialects
package import EventLoops
package import Events
package import HTTPServer

/// The far end of a subscription whose log lives on another loop: a pipe of bytes into a connection.
///
/// Belongs to the connection's loop. It waits until the log's loop has found out what there is to read, and opens the
/// stream with the first bytes. The two ends let go of each other when the far one has told the near one of its end,
/// or got another answer.
package final class RemoteStream {
    /// What follows behind some bytes.
    enum Order: Sendable {
        case goOn
        case finish(StreamEnding)
        case cut(StreamEnding)
    }

    private let loop: EventLoop
    private let request: Request
    private let metrics: StreamMetrics.Bound
    /// The right to answer, until it is used.
    private var response: ResponseWriter?
    private var stream: EventStreamWriter?
    /// The near end, once it is known.
    private var near: LoopBound<RemoteStreamWriter>?
    /// How the near end reaches this one.
    private var own: LoopBound<RemoteStream>?
    private var ending: StreamEnding?
    /// Bytes that the connection has got and the near end has no credit for yet.
    private var owed = 0

    /// What may be on its way between two loops: as much again as a connection may be ahead of its reader, so that a
    /// quick one never waits for the other loop.
    static let creditBytes = 64 * 1_024

    private init(
        answering request: Request,
        _ response: consuming ResponseWriter,
        on loop: EventLoop,
        metrics: StreamMetrics.Bound
    ) {
        self.request = request
        self.loop = loop
        self.metrics = metrics
        self.response = consume response
    }

    /// Waits for what the log's loop will say, by `subscribe` or `answer`, exactly one of which must follow.
    package static func waiting(
        toAnswer request: Request,
        _ response: consuming ResponseWriter,
        on loop: EventLoop,
        metrics: StreamMetrics.Bound
    ) -> LoopBound<RemoteStream> {
        let stream = RemoteStream(answering: request, response, on: loop, metrics: metrics)
        let bound = LoopBound(holding: stream, on: loop)
        stream.own = bound
        stream.response?.wait(observer: stream)
        return bound
    }

    /// Reads a log into the stream, on the log's loop.
    package static func subscribe(
        _ stream: LoopBound<RemoteStream>,
        to log: GenerationLog,
        dialect: DialectName,
        metrics: StreamMetrics.Bound,
        after cursor: Int,
        gap: Event.Gap? = nil,
        showsCosts: Bool = false
    ) {
        let writer = RemoteStreamWriter.open(to: stream, on: log.loop, metrics: metrics)
        log.add(
            Subscription(
                to: log,
                writer: writer,
                dialect: dialect,
                metrics: metrics,
                after: cursor,
                gap: gap,
                showsCosts: showsCosts
            )
        )
    }

    /// Answers otherwise than by a stream.
    package func answer(_ respond: (consuming ResponseWriter) -> Void) {
        if let response = response.take() { respond(response) }
        own?.release()
    }

    // MARK: What the near end says

    func receive(
        _ bytes: [UInt8],
        events: Int,
        _ order: Order,
        from writer: LoopBound<RemoteStreamWriter>
    ) {
        if near == nil {
            near = writer
            open()
        }
        guard let stream, stream.isOpen else { return }
        if !bytes.isEmpty { stream.send(bytes.span, events: events) }
        owed += bytes.count
        switch order {
        case .goOn: returnCredit()
        case .finish(let ending): stream.finish(ending)
        case .cut(let ending): stream.cut(ending)
        }
    }

    private func open() {
        if let ending { return tellOfEnd(ending) }
        guard let response = response.take() else { return }
        let stream = EventStreamWriter(
            answering: request,
            response,
            on: loop,
            metrics: metrics,
            timesFirstEvent: false
        )
        self.stream = stream
        stream.observe(by: self)
    }

    /// In halves of the credit: each return may wake the other loop.
    private func returnCredit() {
        guard owed >= Self.creditBytes / 2, let near, (stream?.room ?? 0) > 0 else { return }
        let bytes = owed
        owed = 0
        near.run { $0.refill(bytes) }
    }

    private func tellOfEnd(_ ending: StreamEnding) {
        self.ending = ending
        guard let near else { return }
        near.run { $0.ended(ending) }
        own?.release()
    }
}

extension RemoteStream: EventStreamObserver {
    package func streamDrained() {
        returnCredit()
    }

    package func streamEnded(_ ending: StreamEnding) {
        tellOfEnd(ending)
    }
}

extension RemoteStream: ResponseObserver {
    package func responseDrained() {}

    /// The client has gone before there was an answer.
    package func responseEnded(_ ending: ResponseEnding) {
        response = nil
        tellOfEnd(.clientDisconnect)
    }
}
