internal import Bytes
internal import Dialects
package import Events
internal import Platform

/// What readers get that were not there when it happened.
extension GenerationLog {
    /// Where a reader begins that has had everything up to `position`; nil is one that has had nothing.
    package func start(after position: EventPosition?) -> ReadingStart {
        guard let position, position.sequence > 0 else { return .replay(after: 0) }
        if position.epoch == facts.epoch, position.sequence <= lastSequence {
            return position.sequence == endSequence ? .nothingLeft : .replay(after: position.sequence)
        }
        return .gap(gap(after: position))
    }

    /// What is said to a reader who has had something else than what the log holds: it goes on behind everything but
    /// the end, which is for everybody to read.
    package func gap(after position: EventPosition) -> Event.Gap {
        let resumed = EventPosition(epoch: facts.epoch, sequence: min(lastSequence, endSequence - 1))
        let isLost = (1..<facts.epoch).contains(position.epoch)
        return Event.Gap(after: position, resumed: resumed, reason: isLost ? .lost : .notHeld)
    }

    /// How it ended, if it has.
    package var end: Event? {
        guard case .event(let event)? = entries.last, event.isTerminal else { return nil }
        return event
    }

    /// The id of the last event, as readers know it.
    package var lastPosition: EventPosition { EventPosition(epoch: facts.epoch, sequence: lastSequence) }

    /// What everything up to the event with this number has come to; computed when it is asked for.
    package func state(through sequence: Int = .max) -> (snapshot: Event.Snapshot, progress: Int) {
        var fold = SnapshotFold()
        for entry in entries {
            guard entry.firstSequence <= sequence else { break }
            switch entry {
            case .event(let event): fold.add(event)
            case .run(let run): fold.add(run, through: sequence, began: began)
            }
        }
        return (fold.snapshot(of: facts.generation), fold.progress)
    }

    /// About how much memory it takes.
    package var memoryBytes: Int {
        var bytes = charges.count * MemoryLayout<Event.Charge>.stride
        // Where several steps speak at once, the runs of their texts alternate.
        var texts: Set<ObjectIdentifier> = []
        for entry in entries {
            switch entry {
            case .event(let event): bytes += event.memoryBytes
            case .run(let run):
                bytes += run.memoryBytes + MemoryLayout<LogEntry>.stride
                if texts.insert(ObjectIdentifier(run.text)).inserted { bytes += run.text.bytes.capacity }
            }
        }
        return bytes
    }

    /// Renders what follows the event with this number: one event, or as much of a run of text as fits in `bytes`.
    ///
    /// - Returns: The number of the last event that was rendered, how many a reader gets to see, and how many were
    ///   made one.
    func render(
        after sequence: Int,
        by dialect: any Dialect,
        within bytes: Int,
        into buffer: inout ByteBuffer
    ) -> (last: Int, events: Int, coalesced: Int) {
        switch entries[index(of: sequence + 1)] {
        case .event(let event):
            return (event.sequence, dialect.render(event, of: facts, into: &buffer), 0)
        case .run(let run):
            let last = run.lastSequence(after: sequence, within: bytes)
            let delta = run.delta(last, began: began)
            let range = run.offset(after: sequence)..<run.offset(after: last)
            let events = run.text.bytes.withSpan {
                let beginning = $0.extracting(first: run.text.previewEnd(at: delta.length))
                let text = $0.extracting(range)
                return dialect.render(delta, text: text, beginning: beginning, of: facts, into: &buffer)
            }
            return (last, events, last - sequence - 1)
        }
    }

    /// Bytes of text that follow the event with this number.
    func textBytes(after sequence: Int) -> Int {
        var bytes = 0
        var next = sequence
        for entry in entries[min(index(of: sequence + 1), entries.count)...] {
            if case .run(let run) = entry {
                bytes +=
                    run.offset(after: run.lastSequence) - run.offset(after: max(next, run.firstSequence - 1))
                next = run.lastSequence
            }
        }
        return bytes
    }

    func index(of sequence: Int) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].firstSequence <= sequence { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }
}
