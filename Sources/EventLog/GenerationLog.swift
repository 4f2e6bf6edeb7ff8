internal import Bytes
package import Dialects
package import EventLoops
package import Events
package import Platform

/// The ordered events of one generation: the single source of truth about it.
///
/// It numbers what happens, keeps it, and hands it to its subscribers, rendered once for each dialect. Belongs to
/// the generation's loop.
package final class GenerationLog {
    // What every piece of text touches stands together: with thousands of logs each cache line is a wait.
    package let loop: EventLoop
    private let beganAt: Instant
    package let began: Timestamp
    let bounds: LogBounds
    /// Bytes of text of all steps.
    package private(set) var textBytes = 0
    package private(set) var lastSequence = 0
    /// The number of the terminal event, once there is one; nothing follows it.
    private(set) var endSequence = Int.max
    package private(set) var progress = 0
    private var openRun: DeltaRun?
    /// Those of one dialect follow each other.
    package private(set) var subscriptions: [Subscription] = []
    package let facts: StreamFacts

    private(set) var entries: [LogEntry] = []
    /// The calls that are over; beside the events, which a reader may resume behind.
    package private(set) var charges: [Event.Charge] = []
    private(set) var waiting: [any EndObserver] = []
    /// Told when the last reader has left before the end.
    package var abandoned: () -> Void = {}
    /// Told when somebody reads again after that.
    package var attended: () -> Void = {}
    private var isAbandoned = false

    package init(_ facts: StreamFacts, on loop: EventLoop, bounds: LogBounds = LogBounds()) {
        self.facts = facts
        self.bounds = bounds
        self.loop = loop
        began = loop.timestamp
        beganAt = loop.now
    }

    // MARK: Writing

    /// Appends what happened; `progress` counts only where it rises.
    package func append(_ payload: Event.Payload, progress: Int) {
        precondition(endSequence == .max, "nothing follows a terminal event")
        openRun = nil
        lastSequence += 1
        self.progress = max(self.progress, min(progress, 100))
        let event = Event(
            sequence: lastSequence,
            time: Timestamp(unixNanoseconds: began.unixNanoseconds + elapsedMilliseconds * 1_000_000),
            progress: self.progress,
            payload: payload
        )
        entries.append(.event(event))
        if event.isTerminal { endSequence = event.sequence }
        offer(event.sequence) { $0.render(event, of: facts, into: &$1) }
        guard event.isTerminal else { return }
        let waiting = waiting
        self.waiting = []
        for observer in waiting { observer.ended(event) }
    }

    /// Keeps what a call has cost, and tells it to the readers who want to know and have had everything else.
    package func append(_ charge: Event.Charge) {
        charges.append(charge)
        guard subscriptions.contains(where: \.showsCosts) else { return }
        let event = Event(
            sequence: lastSequence,
            time: loop.timestamp,
            progress: progress,
            payload: .cost(charge)
        )
        for subscription in subscriptions where subscription.showsCosts { subscription.tell(event) }
    }

    /// Whether so much more text may be appended.
    package func hasRoom(for bytes: Int) -> Bool {
        textBytes + bytes <= bounds.textBytes
    }

    /// Begins the text of one attempt of a step; pieces are appended to it by `append(_:to:progress:)`.
    ///
    /// One that goes on behind what an earlier attempt said has that as its beginning.
    package func beginText(
        step: Int,
        attempt: Int,
        part: Event.Part? = nil,
        continuing earlier: TextHandle? = nil
    ) -> TextHandle {
        textBytes += earlier?.byteCount ?? 0
        return TextHandle(
            text: StepText(step: step, attempt: attempt, part: part, continuing: earlier?.text)
        )
    }

    /// Appends one piece of a step's text, which is valid UTF-8.
    package func append(_ piece: Span<UInt8>, to handle: TextHandle, progress: Int) {
        precondition(endSequence == .max, "nothing follows a terminal event")
        let text = handle.text
        let run = run(of: text)
        lastSequence += 1
        self.progress = max(self.progress, min(progress, 100))
        text.append(piece)
        textBytes += piece.count
        run.append(
            DeltaRun.Mark(
                end: UInt32(text.bytes.count),
                milliseconds: UInt32(clamping: elapsedMilliseconds),
                progress: UInt8(self.progress)
            )
        )
        guard !subscriptions.isEmpty else { return }
        let delta = run.delta(lastSequence, began: began)
        offer(lastSequence) { dialect, buffer in
            text.bytes.withSpan {
                let beginning = $0.extracting(first: text.previewEnd(at: delta.length))
                return dialect.render(delta, text: piece, beginning: beginning, of: facts, into: &buffer)
            }
        }
    }

    /// Hands an event to everybody who has had the one before it and has room, rendered once for each dialect.
    private func offer(_ sequence: Int, _ render: (any Dialect, inout ByteBuffer) -> Int) {
        var rendered = loop.buffers.take()
        var events = 0
        var dialect: DialectName?
        for subscription in subscriptions {
            guard subscription.isReady(for: sequence) else {
                subscription.fallBehind()
                continue
            }
            if dialect != subscription.dialect {
                dialect = subscription.dialect
                rendered.removeAll()
                events = render(subscription.dialect.dialect, &rendered)
            }
            rendered.withSpan { subscription.take($0, events: events, upTo: sequence) }
        }
        loop.buffers.give(rendered)
    }

    private func run(of text: StepText) -> DeltaRun {
        if let openRun, openRun.text === text { return openRun }
        let run = DeltaRun(of: text, firstSequence: lastSequence + 1)
        entries.append(.run(run))
        openRun = run
        return run
    }

    private var elapsedMilliseconds: Int64 { (loop.now.nanoseconds - beganAt.nanoseconds) / 1_000_000 }

    // MARK: Reading

    /// Adds a reader that begins behind the event with this number; 0 is the beginning.
    package func add(_ subscription: Subscription) {
        tellIfAttended()
        let last = subscriptions.lastIndex { $0.dialect == subscription.dialect }
        subscriptions.insert(subscription, at: last.map { $0 + 1 } ?? subscriptions.count)
        subscription.begin()
    }

    func remove(_ subscription: Subscription) {
        subscriptions.removeAll { $0 === subscription }
        tellIfAbandoned()
    }

    /// Adds somebody who reads nothing but the end.
    package func add(_ observer: any EndObserver) {
        tellIfAttended()
        waiting.append(observer)
    }

    package func remove(_ observer: any EndObserver) {
        waiting.removeAll { $0 === observer }
        tellIfAbandoned()
    }

    private func tellIfAbandoned() {
        guard subscriptions.isEmpty, waiting.isEmpty, endSequence == .max, !isAbandoned else { return }
        isAbandoned = true
        abandoned()
    }

    private func tellIfAttended() {
        // Once it has ended, nobody may be there who would have to know.
        guard isAbandoned, endSequence == .max else { return }
        isAbandoned = false
        attended()
    }
}
