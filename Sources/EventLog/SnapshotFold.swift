internal import Bytes
internal import Events
internal import Platform

/// Makes what a generation has come to out of its events, one after the other.
///
/// Whoever keeps a log, in memory or elsewhere, feeds it; a reader who has not seen how needs nothing else.
struct SnapshotFold {
    /// A step, or one part of it.
    private struct Key: Hashable {
        let step: Int
        let parent: Int?
        let index: Int?

        init(_ step: Int, _ part: Event.Part?) {
            self.step = step
            parent = part?.parent
            index = part?.index
        }
    }

    private var status = Event.Status.running
    private var usage = Usage()
    private(set) var progress = 0
    private var states: [Event.StepState] = []
    private var places: [Key: Int] = [:]
    /// What the attempts have said that run, or were the last.
    private var texts: [Int: (text: StepText, length: Int)] = [:]

    mutating func add(_ event: Event) {
        progress = event.progress
        switch event.payload {
        case .generationStart(let start):
            for (step, _) in start.steps { set(step, nil, 0, .waiting) }
        case .stepStart(let start): set(start.step, start.part, start.attempt, .running)
        case .stepRetry(let retry):
            let key = Key(retry.step, retry.part)
            let kept = retry.kept > 0 ? places[key].flatMap { texts[$0] } : nil
            set(retry.step, retry.part, retry.attempt, .waiting, fault: retry.fault)
            // What the next attempt goes on behind is not void.
            if let kept, let place = places[key] { texts[place] = kept }
        case .stepComplete(let done):
            set(done.step, done.part, done.attempt, .complete, output: done)
            usage += done.usage
        case .stepSkip(let skip): set(skip.step, nil, 0, .skipped)
        case .stepError(let error):
            set(error.step, error.part, error.attempt, .error, fault: error.fault)
            if error.part == nil { cancel { $0.part?.parent == error.step } }
        case .generationComplete(let end): self.end(.complete, end)
        case .generationError(let end, _): self.end(.error, end)
        case .generationCancelled(let end, _): self.end(.cancelled, end)
        case .queued, .partial, .draft, .stepProgress, .cost, .snapshot, .gap, .shutdown: break
        }
    }

    /// Adds pieces of a step's text, up to the one with this number.
    mutating func add(_ run: DeltaRun, through sequence: Int, began: Timestamp) {
        let last = min(sequence, run.lastSequence)
        progress = run.delta(last, began: began).progress
        guard let place = places[Key(run.text.step, run.text.part)] else { return }
        texts[place] = (run.text, run.offset(after: last))
    }

    func snapshot(of generation: GenerationID) -> Event.Snapshot {
        let steps = states.enumerated().map { place, state in
            guard let (text, length) = texts[place] else { return state }
            return Event.StepState(
                step: state.step,
                part: state.part,
                attempt: state.attempt,
                status: state.status,
                text: text.bytes.withSpan { $0.extracting(first: length).string },
                fault: state.fault
            )
        }
        return Event.Snapshot(generation: generation, status: status, steps: steps, usage: usage)
    }

    private mutating func set(
        _ step: Int,
        _ part: Event.Part?,
        _ attempt: Int,
        _ status: Event.StepState.Status,
        output: Event.StepComplete? = nil,
        fault: GenerationFault? = nil
    ) {
        let state = Event.StepState(
            step: step,
            part: part,
            attempt: attempt,
            status: status,
            output: output?.output,
            fault: fault
        )
        if let place = places[Key(step, part)] {
            states[place] = state
            // What an attempt said before another is void, and what succeeded stands in the step's output.
            if status != .error { texts[place] = nil }
        } else {
            places[Key(step, part)] = states.count
            states.append(state)
        }
    }

    /// What had not ended by then never will.
    private mutating func end(_ status: Event.Status, _ end: Event.GenerationEnd) {
        self.status = status
        usage = end.usage
        cancel { _ in true }
    }

    private mutating func cancel(where isConcerned: (Event.StepState) -> Bool) {
        for (place, state) in states.enumerated()
        where isConcerned(state) && (state.status == .running || state.status == .waiting) {
            states[place] = Event.StepState(
                step: state.step,
                part: state.part,
                attempt: state.attempt,
                status: .cancelled,
                fault: state.fault
            )
        }
    }
}
