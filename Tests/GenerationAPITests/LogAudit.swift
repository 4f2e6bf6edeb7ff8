import Events
import JSON
import Platform

@testable import EventLog
@testable import Pipelines

/// Goes through the log of a generation that is over: what must hold of every log, whatever its pipeline, models and
/// readers did.
final class LogAudit {
    /// One run of a step, by what its events say of it.
    private struct Run: Hashable {
        let step: Int
        let parent: Int?
        let index: Int?

        init(_ step: Int, _ part: Event.Part?) {
            self.step = step
            parent = part?.parent
            index = part?.index
        }
    }

    private struct State {
        var attempt: Int
        let began: Timestamp
        /// When the attempt began or last said something.
        var spoke: Timestamp
        var hasSpoken = false
        /// Whether its attempt has failed and the next has not begun.
        var waits = false
        var text = ""
        /// Elements of its list that stand.
        var elements = 0
    }

    /// What is wrong, a sentence each.
    private(set) var faults: [String] = []
    private(set) var started = 0
    private(set) var completed = 0
    private(set) var failed = 0
    private(set) var skipped = 0
    private(set) var cancelled = 0
    private(set) var retries = 0
    private(set) var end: Event?
    private(set) var duration = Duration.zero

    private let pipeline: Pipeline
    private var open: [Run: State] = [:]
    private var over: Set<Int> = []
    private var selected: Set<Int> = []
    private var sequence = 0
    private var progress = 0
    private var began: Timestamp
    private var time: Timestamp

    init(of log: GenerationLog, _ pipeline: Pipeline) {
        self.pipeline = pipeline
        began = log.began
        time = log.began
        for entry in log.entries {
            switch entry {
            case .event(let event):
                follows(event.sequence, event.time, event.progress)
                take(event)
            case .run(let run):
                var said = run.offset(after: run.firstSequence - 1)
                for sequence in run.firstSequence...run.lastSequence {
                    let delta = run.delta(sequence, began: began)
                    follows(sequence, delta.time, delta.progress)
                    check(delta.length > said, "delta \(sequence) is empty")
                    said = delta.length
                    take(delta)
                }
                open[Run(run.text.step, run.text.part)]?.text = run.text.bytes.string
            }
        }
        check(end != nil, "there is no end")
        check(sequence == log.lastSequence, "it ends at \(sequence) instead of \(log.lastSequence)")
        check(duration <= pipeline.timeout, "it took \(duration), and may take \(pipeline.timeout)")
    }

    private func check(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        if !isTrue { faults.append(sentence()) }
    }

    private func follows(_ number: Int, _ moment: Timestamp, _ percent: Int) {
        check(end == nil, "\(number) follows the end")
        check(number == sequence + 1, "\(number) follows \(sequence)")
        check(moment.unixNanoseconds >= time.unixNanoseconds, "\(number) was before \(sequence)")
        check(percent >= progress, "progress falls from \(progress) to \(percent) at \(number)")
        (sequence, time, progress) = (number, moment, percent)
        duration = since(began)
    }

    private func since(_ earlier: Timestamp) -> Duration {
        .nanoseconds(time.unixNanoseconds - earlier.unixNanoseconds)
    }

    // MARK: Events

    private func take(_ event: Event) {
        if case .generationComplete = event.payload {
            check(progress == 100, "it is complete at \(progress) percent")
        } else {
            check(progress < 100, "\(progress) percent before the end, at \(sequence)")
        }
        switch event.payload {
        case .generationStart(let start):
            check(sequence == 1, "it starts at \(sequence)")
            selected = Set(start.steps.map(\.step))
        case .stepStart(let start): begin(Run(start.step, start.part), start.attempt)
        case .partial(let partial): take(partial)
        case .draft(let draft): expectRunning(Run(draft.step, draft.part), nil)
        case .stepProgress(let progress):
            let run = Run(progress.step, progress.part)
            check(open[run] != nil, "progress of step \(progress.step), which does not run, at \(sequence)")
        case .stepRetry(let retry):
            retries += 1
            expectRunning(Run(retry.step, retry.part), retry.attempt)
            expectPatience(Run(retry.step, retry.part))
            open[Run(retry.step, retry.part)]?.waits = true
            open[Run(retry.step, retry.part)]?.elements = retry.kept
        case .stepComplete(let complete): finish(complete)
        case .stepSkip(let skip):
            skipped += 1
            expectNeeds(of: skip.step)
            over.insert(skip.step)
        case .stepError(let error):
            failed += 1
            let run = Run(error.step, error.part)
            check(open[run]?.attempt == error.attempt, "attempt \(error.attempt) of \(error.step) fails")
            expectPatience(run)
            close(run)
            cancelParts(of: error.step)
        case .generationComplete, .generationError, .generationCancelled: finish(event)
        case .queued, .cost, .snapshot, .gap, .shutdown: check(false, "\(event.payload) stands in a log")
        }
    }

    private func begin(_ run: Run, _ attempt: Int) {
        if let state = open[run] {
            // A second model may have spoken first, while the first had said nothing.
            let isHedge = isHedged(run.step) && !state.hasSpoken
            check(
                (state.waits || isHedge) && attempt == state.attempt + 1,
                "attempt \(attempt) of \(run.step) begins"
            )
            open[run]?.attempt = attempt
            open[run]?.waits = false
            open[run]?.spoke = time
            open[run]?.hasSpoken = false
            open[run]?.text = ""
        } else {
            started += 1
            check(attempt == 1, "step \(run.step) begins with attempt \(attempt)")
            if run.parent == nil {
                expectNeeds(of: run.step)
                check(!over.contains(run.step), "step \(run.step) begins again")
            }
            open[run] = State(attempt: attempt, began: time, spoke: time)
        }
    }

    private func isHedged(_ step: Int) -> Bool {
        if case .model(let model) = pipeline.steps[step].kind { model.hedge != nil } else { false }
    }

    private func expectNeeds(of step: Int) {
        check(selected.contains(step), "step \(step) is not of this route")
        for need in pipeline.steps[step].needs where selected.contains(need) {
            check(over.contains(need), "step \(step) begins before \(need) is over")
        }
    }

    private func expectRunning(_ run: Run, _ attempt: Int?) {
        guard let state = open[run] else {
            return check(false, "\(sequence) is of step \(run.step), which does not run")
        }
        check(!state.waits, "\(sequence) is of an attempt of step \(run.step) that is over")
        check(
            attempt == nil || attempt == state.attempt,
            "\(sequence) is of another attempt of step \(run.step)"
        )
    }

    /// Elements of a list come one after the other, over all attempts of which something stands.
    private func take(_ partial: Event.Partial) {
        let run = Run(partial.step, partial.part)
        expectRunning(run, partial.attempt)
        guard let (index, _) = partial.element else { return }
        check(index == open[run]?.elements, "element \(index) of step \(run.step) follows another")
        open[run]?.elements = index + 1
    }

    private func take(_ delta: Delta) {
        let run = Run(delta.step, delta.part)
        expectRunning(run, delta.attempt)
        expectPatience(run)
        open[run]?.spoke = time
        open[run]?.hasSpoken = true
    }

    /// A model that is silent for longer than it may be is given up.
    private func expectPatience(_ run: Run) {
        guard let state = open[run], !state.waits, case .model(let model) = pipeline.steps[run.step].kind
        else { return }
        let silence = since(state.spoke)
        let patience = state.hasSpoken ? model.timeouts.idle : model.timeouts.firstToken
        check(silence <= patience + .milliseconds(1), "\(sequence) came after \(silence) of silence")
    }

    private func finish(_ complete: Event.StepComplete) {
        completed += 1
        let run = Run(complete.step, complete.part)
        expectRunning(run, complete.attempt)
        if let text = open[run]?.text, case .model(let model) = pipeline.steps[run.step].kind,
            case .text = model.output
        {
            check(
                complete.output == .string(text),
                "step \(run.step) has said something else than its output"
            )
        }
        check(!open.keys.contains { $0.parent == run.step }, "step \(run.step) is complete before its parts")
        close(run)
    }

    private func close(_ run: Run) {
        if let state = open.removeValue(forKey: run), case .model(let model) = pipeline.steps[run.step].kind {
            let took = since(state.began)
            check(took <= model.timeouts.total + .milliseconds(1), "step \(run.step) took \(took)")
        }
        if run.parent == nil { over.insert(run.step) }
    }

    private func cancelParts(of step: Int) {
        for run in open.keys where run.parent == step {
            cancelled += 1
            open[run] = nil
        }
    }

    private func finish(_ event: Event) {
        end = event
        cancelled += open.count
        guard case .generationComplete = event.payload else { return }
        check(open.isEmpty, "it is complete while \(open.keys.map(\.step)) run")
        check(selected.isSubset(of: over), "it is complete without \(selected.subtracting(over))")
    }
}
