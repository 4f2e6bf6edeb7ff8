internal import Bytes
package import EventLoops
internal import Metrics
internal import Platform

/// One response as a stream of events: counts them, keeps the line alive when there are none, and knows in exactly
/// one way how it ended.
///
/// Belongs to the connection's loop. What is sent during a turn leaves in one write at its end.
package final class EventStreamWriter {
    /// Silence after which a comment is sent: below the 60 s at which proxies and load balancers give up.
    package static let heartbeat = Duration.seconds(15)

    // What every event touches stands together: with thousands of streams each cache line is a wait.
    private let loop: EventLoop
    private let metrics: StreamMetrics.Bound
    private var body: ResponseBody?
    /// The ending that is on its way: the terminal event has been sent.
    private var pending: StreamEnding?
    private var hasSentEvent = false
    private var lastSent: Instant
    /// Events until one is timed again.
    private var untimed = 0

    private var hasEnded = false
    /// When it was asked for, if the time until its first event says anything.
    private let requested: Instant?
    /// Kept until the end, and let go then.
    private var observer: (any EventStreamObserver)?
    private lazy var heartbeatTimer = LoopTimer(on: loop) { [unowned self] in heartbeatDue() }

    /// Opens the stream: sends the head, and counts it as established.
    ///
    /// - Parameters:
    ///   - request: Its memory is given back: a stream may last, and needs none of it.
    ///   - writer: The right to answer the request.
    ///   - loop: The connection's.
    ///   - metrics: Of the pipeline and dialect that are streamed.
    ///   - timesFirstEvent: False for a stream whose first event comes when it happens, however quick the server is.
    package init(
        answering request: Request,
        _ writer: consuming ResponseWriter,
        on loop: EventLoop,
        metrics: StreamMetrics.Bound,
        timesFirstEvent: Bool = true
    ) {
        self.loop = loop
        self.metrics = metrics
        requested = timesFirstEvent ? request.received : nil
        lastSent = loop.now
        writer.addField("Cache-Control", "no-cache, no-transform")
        writer.addField("X-Accel-Buffering", "no")
        body = writer.stream(.ok, type: "text/event-stream; charset=utf-8", observer: self)
        request.releaseMemory()
        metrics.established.add(on: loop.shard)
        metrics.active.increment(on: loop.shard)
        armHeartbeat()
    }

    deinit {
        heartbeatTimer.disarm()
    }

    /// Says who is told when there is room again, and how it ended.
    package func observe(by observer: any EventStreamObserver) {
        self.observer = observer
    }

    package var isOpen: Bool { body != nil }

    /// Bytes that may be sent before the reader has to catch up.
    package var room: Int { body?.room ?? 0 }

    /// Sends whole blocks that hold `events` events.
    package func send(_ blocks: Span<UInt8>, events: Int) {
        guard body != nil, pending == nil else { return }
        if !hasSentEvent, events > 0 {
            hasSentEvent = true
            if let requested {
                metrics.timeToFirstEvent.observe(requested.duration(to: loop.now), on: loop.shard)
            }
        }
        body?.append(blocks)
        if events > 0 { timeSome() }
        metrics.events.add(UInt64(events), on: loop.shard)
        metrics.bytes.add(UInt64(blocks.count), on: loop.shard)
        lastSent = loop.now
    }

    /// Every sixteenth event is timed, the first included: reading the clock for each would cost more than it tells.
    private func timeSome() {
        untimed -= 1
        guard untimed < 0 else { return }
        untimed = 15
        // Behind the connection, which has just been told to send at the end of the turn.
        loop.flushAtEndOfTurn(self)
    }

    /// Ends the stream behind its terminal event; it counts as `ending` once that is delivered.
    package func finish(_ ending: StreamEnding = .complete) {
        guard let body = body.take() else { return }
        pending = ending
        heartbeatTimer.disarm()
        body.finish(as: ending.rawValue)
    }

    /// Gives the stream up.
    package func cut(_ ending: StreamEnding) {
        guard let body = body.take() else { return }
        body.abort(as: ending.rawValue)
        ended(ending)
    }

    private func ended(_ ending: StreamEnding) {
        guard !hasEnded else { return }
        hasEnded = true
        body = nil
        heartbeatTimer.disarm()
        metrics.ended(ending, hasSentEvent ? .streaming : .beforeFirstEvent, on: loop.shard)
        let observer = observer
        self.observer = nil
        observer?.streamEnded(ending)
    }

    // MARK: Heartbeat

    private func heartbeatDue() {
        guard isOpen else { return }
        if lastSent.duration(to: loop.now) >= Self.heartbeat {
            var comment = ByteBuffer()
            comment.append(sseComment: "keep-alive")
            comment.appendSSEBlockEnd()
            comment.withSpan { send($0, events: 0) }
        }
        armHeartbeat()
    }

    /// Up to a fifth late, so that streams which began together do not beat together for ever.
    private func armHeartbeat() {
        let jitter = Double.random(in: 0..<0.2, using: &loop.random)
        heartbeatTimer.arm(at: lastSent.advanced(by: Self.heartbeat * (1 + jitter)))
    }
}

extension EventStreamWriter: TurnEndObserver {
    /// What was sent in this turn has been given to the socket; what it was made of came at the turn's beginning.
    package func turnEnded() {
        guard isOpen, room > 0 else { return }
        metrics.eventDelay.observe(lastSent.duration(to: loop.time.now()), on: loop.shard)
    }
}

extension EventStreamWriter: ResponseObserver {
    package func responseDrained() {
        observer?.streamDrained()
    }

    package func responseEnded(_ ending: ResponseEnding) {
        switch ending {
        case .delivered: ended(pending ?? .complete)
        case .clientLeft: ended(.clientDisconnect)
        case .writeTimeout: ended(.writeTimeout)
        case .aborted: ended(.serverError)
        }
    }
}

/// Reads a log into an event stream, and is told what becomes of it.
package protocol EventStreamObserver: AnyObject {
    /// There is room again after there was none.
    func streamDrained()
    /// The stream is over.
    func streamEnded(_ ending: StreamEnding)
}
