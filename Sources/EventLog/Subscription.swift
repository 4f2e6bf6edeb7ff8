internal import Bytes
package import Dialects
internal import EventLoops
package import Events
package import HTTPServer
internal import Metrics
internal import Platform

/// One client reading one log from one position, in one dialect.
///
/// While it keeps up it gets each event as it happens; when it does not, its position waits in the log, and what it
/// missed is rendered from there, with pieces of text made one.
package final class Subscription {
    package let dialect: DialectName
    /// Whether the reader is told what calls have cost, as soon as they are over.
    let showsCosts: Bool
    private let log: GenerationLog
    private let writer: any StreamWriter
    private let metrics: StreamMetrics.Bound
    /// The number of the last event it has had.
    private var cursor: Int
    /// The log's text when it was last up to date, or when it came: what was there then may be read at leisure,
    /// and what it is behind by otherwise cannot be more than what came since.
    private var textWhenUpToDate: Int
    private var isCatchingUp = false
    /// What it is told before anything else.
    private var gap: Event.Gap?

    /// Text put into one event while catching up: a fraction of what a connection may be ahead of its reader.
    private static let coalescedBytesMax = 16 * 1_024

    /// - Parameters:
    ///   - log: On the same loop as the writer.
    ///   - writer: Already open.
    ///   - dialect: What the reader speaks.
    ///   - metrics: Of the pipeline's streams.
    ///   - cursor: The event behind which it begins; 0 is the beginning.
    ///   - gap: Why it does not begin where it wanted to.
    ///   - showsCosts: Whether it is told what calls have cost, as soon as they are over.
    package init(
        to log: GenerationLog,
        writer: any StreamWriter,
        dialect: DialectName,
        metrics: StreamMetrics.Bound,
        after cursor: Int = 0,
        gap: Event.Gap? = nil,
        showsCosts: Bool = false
    ) {
        self.log = log
        self.writer = writer
        self.dialect = dialect
        self.metrics = metrics
        self.cursor = cursor
        self.gap = gap
        self.showsCosts = showsCosts
        textWhenUpToDate = log.textBytes
        writer.observe(by: self)
    }

    func isReady(for sequence: Int) -> Bool {
        cursor == sequence - 1 && writer.room > 0
    }

    func take(_ blocks: Span<UInt8>, events: Int, upTo sequence: Int) {
        if !blocks.isEmpty { writer.send(blocks, events: events) }
        cursor = sequence
        if cursor == log.lastSequence { textWhenUpToDate = log.textBytes }
        if cursor == log.endSequence { writer.finish(.complete) }
    }

    /// Tells it what stands nowhere in the log; one that is behind does without, the next says everything.
    func tell(_ event: Event) {
        guard cursor == event.sequence, writer.isOpen, writer.room > 0 else { return }
        var rendered = log.loop.buffers.take()
        let events = dialect.dialect.render(event, of: log.facts, into: &rendered)
        rendered.withSpan { if !$0.isEmpty { writer.send($0, events: events) } }
        log.loop.buffers.give(rendered)
    }

    /// Gives it what there is already.
    func begin() {
        if let gap = gap.take() { tell(of: gap) }
        catchUp()
    }

    /// Says what it will not get, and what all of that has come to.
    ///
    /// The gap stands under the number 0, so that whoever is cut off behind it is given everything.
    private func tell(of gap: Event.Gap) {
        let state = log.state(through: cursor)
        var rendered = ByteBuffer()
        func render(_ payload: Event.Payload, as sequence: Int) -> Int {
            let time = log.loop.timestamp
            let event = Event(sequence: sequence, time: time, progress: state.progress, payload: payload)
            return dialect.dialect.render(event, of: log.facts, into: &rendered)
        }
        let gaps = render(.gap(gap), as: 0)
        let snapshots = render(.snapshot(state.snapshot), as: cursor)
        // A dialect without snapshots gets everything there is from the beginning.
        if snapshots == 0 { cursor = 0 }
        rendered.withSpan { if !$0.isEmpty { writer.send($0, events: gaps + snapshots) } }
    }

    /// Reads from the log as long as there is room.
    func catchUp() {
        guard !isCatchingUp else { return }
        isCatchingUp = true
        defer { isCatchingUp = false }
        let dialect = dialect.dialect
        var rendered = log.loop.buffers.take()
        while cursor < log.lastSequence, writer.isOpen, writer.room > 0 {
            rendered.removeAll()
            let (last, events, coalesced) = log.render(
                after: cursor,
                by: dialect,
                within: Self.coalescedBytesMax,
                into: &rendered
            )
            metrics.coalesced.add(UInt64(coalesced), on: log.loop.shard)
            rendered.withSpan { take($0, events: events, upTo: last) }
        }
        log.loop.buffers.give(rendered)
        // Whoever had the end before it came has nothing to wait for.
        if cursor >= log.endSequence { writer.finish(.complete) }
    }

    /// Something happened that it could not be given: it will read it from the log, unless it is too far behind.
    func fallBehind() {
        guard writer.isOpen, log.textBytes - textWhenUpToDate > log.bounds.backlogBytes else { return }
        guard log.textBytes(after: cursor) > log.bounds.backlogBytes else { return }
        // The log is still handing the event round; a reader must not vanish under it.
        log.loop.atEndOfTurn { self.writer.cut(.slowConsumer) }
    }

    /// Ends the stream because the server is going, and says when to come back.
    package func shutDown(retryAfter delay: Duration) {
        guard writer.isOpen else { return }
        let event = Event(
            sequence: cursor,
            time: log.loop.timestamp,
            progress: 0,
            payload: .shutdown(retryAfter: delay)
        )
        var rendered = ByteBuffer()
        let events = dialect.dialect.render(event, of: log.facts, into: &rendered)
        rendered.withSpan { writer.send($0, events: events) }
        writer.finish(.serverShutdown)
    }
}

extension Subscription: EventStreamObserver {
    package func streamDrained() {
        catchUp()
    }

    package func streamEnded(_ ending: StreamEnding) {
        log.remove(self)
    }
}
