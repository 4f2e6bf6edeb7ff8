import Dialects
import Events
import JSON
import Simulation
import Testing

@testable import EventLog

/// What a reader is told who has not seen how it came to that.
@Suite struct SnapshotTests {
    private static let fault = GenerationFault(.providerServerError, "It failed")

    /// Each step's state in a few words.
    private func steps(_ bench: LogBench, through sequence: Int = .max) -> [String] {
        bench.log.state(through: sequence).snapshot.steps.map { state in
            var words = ["\(state.part.map { "\($0.parent)/\($0.index):" } ?? "")\(state.step)"]
            words += ["\(state.attempt)", state.status.rawValue]
            if let output = state.output?.string { words.append("=\(output)") }
            if let text = state.text { words.append("~\(text)") }
            if let fault = state.fault { words.append("!\(fault.type.rawValue)") }
            return words.joined(separator: " ")
        }
    }

    private func complete(_ bench: LogBench, part: Event.Part? = nil, output: JSONValue = "all") {
        let complete = Event.StepComplete(
            step: 0,
            attempt: 1,
            part: part,
            duration: .seconds(1),
            output: output,
            usage: Usage(input: 2, output: 3)
        )
        bench.log.append(.stepComplete(complete), progress: 50)
    }

    @Test func aStepIsWaitingThenRunningWithItsTextThenCompleteWithItsOutput() {
        let bench = LogBench()
        bench.begin()
        #expect(steps(bench, through: 1) == ["0 0 waiting"])
        #expect(steps(bench) == ["0 1 running"])
        for piece in ["a", "b", "", "c"] { bench.say(piece, progress: 30) }
        #expect(steps(bench) == ["0 1 running ~abc"])
        complete(bench)
        #expect(steps(bench) == ["0 1 complete =all"])
        #expect(bench.log.state().snapshot.usage == Usage(input: 2, output: 3))
        #expect(bench.log.state().snapshot.status == .running)
        #expect(bench.log.state().progress == 50)
        #expect(bench.log.state(through: 3).progress == 30)
    }

    @Test func theStateAtAPositionHoldsTheTextUpToThere() {
        let bench = LogBench()
        bench.begin()
        for piece in ["a", "b", "", "c"] { bench.say(piece) }
        let said = (2...6).map { steps(bench, through: $0) }
        #expect(said == [["0 1 running"]] + ["a", "ab", "ab", "abc"].map { ["0 1 running ~\($0)"] })
    }

    @Test func whatAFailedAttemptSaidIsVoid() {
        let bench = LogBench()
        bench.begin()
        bench.say("lost")
        let retry = Event.StepRetry(step: 0, attempt: 1, fault: Self.fault, wait: .seconds(1), model: nil)
        bench.log.append(.stepRetry(retry), progress: 1)
        #expect(steps(bench) == ["0 1 waiting !provider_server_error"])
        bench.startStep(attempt: 2)
        bench.say("kept")
        #expect(steps(bench) == ["0 2 running ~kept"])
    }

    private func announce(_ bench: LogBench, _ path: JSONPointer, attempt: Int = 1) {
        let partial = Event.Partial(step: 0, attempt: attempt, path: path, value: 1)
        bench.log.append(.partial(partial), progress: 1)
    }

    private func partials(_ bench: LogBench) -> [String] {
        bench.log.state().snapshot.steps[0].partials.map(\.path.description)
    }

    @Test func whatWasAnnouncedStandsUntilAnotherAttemptBeginsAnew() {
        let bench = LogBench()
        bench.begin()
        announce(bench, "/title")
        announce(bench, "/days/0")
        #expect(partials(bench) == ["/title", "/days/0"])
        let retry = Event.StepRetry(step: 0, attempt: 1, fault: Self.fault, wait: .zero, model: nil)
        bench.log.append(.stepRetry(retry), progress: 1)
        #expect(partials(bench) == [])
        bench.startStep(attempt: 2)
        announce(bench, "/days/0", attempt: 2)
        complete(bench)
        #expect(partials(bench) == ["/days/0"])
    }

    @Test func whatAnAttemptGoesOnBehindIsNotVoid() {
        let bench = LogBench()
        bench.begin()
        bench.say("half")
        for path: JSONPointer in ["/title", "/days/0", "/days/1", "/notes/2"] { announce(bench, path) }
        let retry = Event.StepRetry(
            step: 0,
            attempt: 1,
            fault: Self.fault,
            wait: .zero,
            model: nil,
            kept: 2
        )
        bench.log.append(.stepRetry(retry), progress: 1)
        #expect(steps(bench) == ["0 1 waiting ~half !provider_server_error"])
        bench.startStep(attempt: 2)
        #expect(steps(bench) == ["0 2 running ~half"])
        announce(bench, "/days/2", attempt: 2)
        #expect(partials(bench) == ["/title", "/days/0", "/days/1", "/days/2"])
    }

    @Test func whatReadersWereToldLastStands() throws {
        let bench = LogBench()
        bench.begin()
        let begun = try #require(bench.log.state().snapshot.steps.first)
        #expect(begun.message == "A...")
        #expect(begun.duration == nil)
        bench.log.append(.draft(Event.Draft(step: 0, message: "A draft", text: "all")), progress: 1)
        let done = Event.StepComplete(
            step: 0,
            attempt: 1,
            message: "Done",
            duration: .seconds(3),
            output: "all",
            usage: Usage()
        )
        bench.log.append(.stepComplete(done), progress: 50)
        let complete = try #require(bench.log.state().snapshot.steps.first)
        #expect(complete.message == "Done")
        #expect(complete.draft == "A draft")
        #expect(complete.duration == .seconds(3))
    }

    @Test func whatAStepUsedThatFailedCountsToo() {
        let bench = LogBench()
        bench.begin()
        let used = Usage(input: 7, output: 1)
        let error = Event.StepError(step: 0, attempt: 1, fault: Self.fault, usage: used, isOptional: true)
        bench.log.append(.stepError(error), progress: 1)
        #expect(bench.log.state().snapshot.usage == used)
    }

    @Test func partsOfAStepHaveStatesOfTheirOwn() {
        let bench = LogBench()
        bench.begin()
        let parts = (0..<2).map { Event.Part(parent: 0, index: $0, count: 2) }
        for part in parts {
            let start = Event.StepStart(step: 0, attempt: 1, part: part, message: "", model: nil)
            bench.log.append(.stepStart(start), progress: 1)
        }
        let text = bench.log.beginText(step: 0, attempt: 1, part: parts[1])
        let bytes = Array("second".utf8)
        bench.log.append(bytes.span, to: text, progress: 1)
        complete(bench, part: parts[0])
        #expect(steps(bench) == ["0 1 running", "0/0:0 1 complete =all", "0/1:0 1 running ~second"])
    }

    @Test func stepsThatFailOrAreLeftOutSaySo() {
        let bench = LogBench()
        bench.begin()
        bench.say("half")
        bench.log.append(.stepError(Event.StepError(step: 0, attempt: 1, fault: Self.fault)), progress: 1)
        #expect(steps(bench) == ["0 1 error ~half !provider_server_error"])
        bench.log.append(.stepSkip(Event.StepSkip(step: 0, reason: "why")), progress: 1)
        #expect(steps(bench) == ["0 0 skipped"])
    }

    @Test func whatHadNotEndedWithTheGenerationKeepsItsTextAndIsCancelled() {
        let bench = LogBench()
        bench.begin()
        bench.say("half")
        bench.end()
        #expect(steps(bench) == ["0 1 cancelled ~half"])
        #expect(bench.log.state().snapshot.status == .complete)
        #expect(bench.log.state(through: 3).snapshot.status == .running)
    }

    @Test func memoryIsThatOfTextsAndOutputs() {
        let bench = LogBench()
        bench.begin()
        let before = bench.log.memoryBytes
        for _ in 0..<100 { bench.say(String(repeating: "x", count: 100)) }
        let said = bench.log.memoryBytes - before
        #expect((10_000...30_000).contains(said))
        // An event between two pieces begins another run of the same text.
        let progress = Event.StepProgress(step: 0, fraction: 0.5)
        bench.log.append(.stepProgress(progress), progress: 1)
        bench.say("x")
        #expect(bench.log.memoryBytes - before - said < 1_000)
        complete(bench, output: ["all": .string(String(repeating: "y", count: 5_000))])
        #expect(bench.log.memoryBytes - before - said > 5_000)
    }
}
