internal import Bytes
internal import EventLoops
internal import HTTPServer
internal import Metrics

/// The near end of a stream whose connection lives on another loop: takes what the reader is to get, as far as there
/// is credit, and sends it over once a turn.
///
/// Belongs to the generation's loop. Cursor, dialect and coalescing stay there; what crosses is bytes.
final class RemoteStreamWriter {
    private let loop: EventLoop
    private let stream: LoopBound<RemoteStream>
    private let metrics: StreamMetrics.Bound
    private var batch = ByteBuffer()
    private var events = 0
    private var credit = RemoteStream.creditBytes
    /// What the far end is to do behind the batch.
    private var order = RemoteStream.Order.goOn
    private(set) var isOpen = true
    private var isFlushScheduled = false
    /// Kept until the end, and let go then.
    private var observer: (any EventStreamObserver)?
    /// How the far end reaches this one; let go of with the end.
    private var own: LoopBound<RemoteStreamWriter>?

    private init(to stream: LoopBound<RemoteStream>, on loop: EventLoop, metrics: StreamMetrics.Bound) {
        self.loop = loop
        self.stream = stream
        self.metrics = metrics
    }

    /// Opens the stream, at the end of this turn at the latest.
    static func open(
        to stream: LoopBound<RemoteStream>,
        on loop: EventLoop,
        metrics: StreamMetrics.Bound
    ) -> RemoteStreamWriter {
        let writer = RemoteStreamWriter(to: stream, on: loop, metrics: metrics)
        writer.own = LoopBound(holding: writer, on: loop)
        writer.scheduleFlush()
        return writer
    }

    // MARK: What the far end says

    /// The reader has taken so much; returned in large pieces, so that this loop is seldom woken.
    func refill(_ bytes: Int) {
        let wasEmpty = credit <= 0
        credit += bytes
        if wasEmpty, credit > 0, isOpen { observer?.streamDrained() }
    }

    func ended(_ ending: StreamEnding) {
        isOpen = false
        batch = ByteBuffer()
        let observer = observer
        self.observer = nil
        own?.release()
        own = nil
        observer?.streamEnded(ending)
    }

    private func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.flushAtEndOfTurn(self)
    }
}

extension RemoteStreamWriter: StreamWriter {
    var room: Int { isOpen ? credit : 0 }

    func observe(by observer: any EventStreamObserver) {
        self.observer = observer
    }

    func send(_ blocks: Span<UInt8>, events: Int) {
        guard isOpen else { return }
        if batch.capacity == 0 { batch = loop.buffers.take() }
        batch.append(blocks)
        self.events += events
        let hadCredit = credit > 0
        credit -= blocks.count
        if hadCredit, credit <= 0 { metrics.remoteWaits.add(on: loop.shard) }
        scheduleFlush()
    }

    func finish(_ ending: StreamEnding) {
        guard isOpen else { return }
        isOpen = false
        order = .finish(ending)
        scheduleFlush()
    }

    func cut(_ ending: StreamEnding) {
        guard isOpen else { return }
        isOpen = false
        batch.removeAll()
        events = 0
        order = .cut(ending)
        scheduleFlush()
    }
}

extension RemoteStreamWriter: TurnEndObserver {
    func turnEnded() {
        isFlushScheduled = false
        guard let own else { return }
        let (bytes, events, order) = (batch.array, events, order)
        var sent = ByteBuffer()
        swap(&sent, &batch)
        sent.removeAll()
        loop.buffers.give(sent)
        self.events = 0
        stream.run { $0.receive(bytes, events: events, order, from: own) }
    }
}
