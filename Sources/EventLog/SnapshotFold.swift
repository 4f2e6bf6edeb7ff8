internal import Bytes
internal import Events
internal import JSON
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
            for (step, _) in start.steps { _ = place(of: step, nil) }
        case .stepStart(let start): begin(start)
        case .partial(let partial): states[place(of: partial.step, partial.part)].partials.append(partial)
        case .draft(let draft): states[place(of: draft.step, draft.part)].draft = draft.message
        case .stepRetry(let retry): void(retry)
        case .stepComplete(let done):
            complete(done)
            usage += done.usage
        case .stepSkip(let skip):
            let place = place(of: skip.step, nil)
            states[place] = Event.StepState(step: skip.step, part: nil, attempt: 0, status: .skipped)
            texts[place] = nil
        case .stepError(let error):
            fail(error)
            usage += error.usage
        case .generationComplete(let end): self.end(.complete, end)
        case .generationError(let end, _): self.end(.error, end)
        case .generationCancelled(let end, _): self.end(.cancelled, end)
        case .queued, .stepProgress, .cost, .snapshot, .gap, .shutdown: break
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
        var steps = states
        for (place, (text, length)) in texts {
            steps[place].text = text.bytes.withSpan { $0.extracting(first: length).string }
        }
        return Event.Snapshot(generation: generation, status: status, steps: steps, usage: usage)
    }

    /// Where the state of a run stands, which waits if nothing is known of it.
    private mutating func place(of step: Int, _ part: Event.Part?) -> Int {
        if let place = places[Key(step, part)] { return place }
        places[Key(step, part)] = states.count
        states.append(Event.StepState(step: step, part: part, attempt: 0, status: .waiting))
        return states.count - 1
    }

    /// What an earlier attempt has left of its text and its parts stands.
    private mutating func begin(_ start: Event.StepStart) {
        let place = place(of: start.step, start.part)
        states[place].attempt = start.attempt
        states[place].status = .running
        states[place].message = start.message
        states[place].fault = nil
    }

    /// What an attempt said before another is void, but for what that goes on behind.
    private mutating func void(_ retry: Event.StepRetry) {
        let place = place(of: retry.step, retry.part)
        states[place].attempt = retry.attempt
        states[place].status = .waiting
        states[place].fault = retry.fault
        states[place].draft = nil
        states[place].partials.removeAll { !$0.stands(if: retry.kept) }
        if retry.kept == 0 { texts[place] = nil }
    }

    /// What it said stands in its output.
    private mutating func complete(_ done: Event.StepComplete) {
        let place = place(of: done.step, done.part)
        states[place].attempt = done.attempt
        states[place].status = .complete
        states[place].message = done.message
        states[place].duration = done.duration
        states[place].output = done.output
        states[place].fault = nil
        texts[place] = nil
    }

    private mutating func fail(_ error: Event.StepError) {
        let place = place(of: error.step, error.part)
        states[place].attempt = error.attempt
        states[place].status = .error
        states[place].fault = error.fault
        if error.part == nil { cancel { $0.part?.parent == error.step } }
    }

    /// What had not ended by then never will.
    private mutating func end(_ status: Event.Status, _ end: Event.GenerationEnd) {
        self.status = status
        usage = end.usage
        cancel { _ in true }
    }

    private mutating func cancel(where isConcerned: (Event.StepState) -> Bool) {
        for place in states.indices
        where [.running, .waiting].contains(states[place].status) && isConcerned(states[place]) {
            states[place].status = .cancelled
        }
    }
}

extension Event.Partial {
    /// Whether the next attempt goes on behind it, which keeps so many elements of a list: other lists are begun anew.
    fileprivate func stands(if kept: Int) -> Bool {
        guard kept > 0 else { return false }
        switch path.tokens.count {
        case 1: return true
        case 2: return Int(path.tokens[1]).map { $0 < kept } ?? false
        default: return false
        }
    }
}
