import Events
import Platform
import Testing

@testable import Pipelines

@Suite struct AttemptMachineTests {
    typealias Call = AttemptModel.Call
    typealias Outcome = AttemptModel.Outcome

    static let wait = Duration.milliseconds(512)
    private static let start = Instant(nanoseconds: 1_000_000_000)

    /// Always draws the longest wait.
    private struct Largest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    /// A step, as far as its attempts depend on it.
    struct Case: Sendable, CustomTestStringConvertible {
        var models = 1
        var attempts = 1
        var continuations = 0
        var hedge: Duration?
        var isPaced = false

        var testDescription: String {
            "\(models) models, \(attempts) attempts, \(continuations) continuations"
                + (hedge == nil ? "" : ", hedged") + (isPaced ? ", paced" : "")
        }
    }

    private static func machine(_ step: Case) -> AttemptMachine {
        AttemptMachine(
            models: step.models,
            retry: RetryPolicy(
                attempts: step.attempts,
                first: wait,
                longest: wait * 2,
                errors: [.providerOverloaded]
            ),
            timeouts: AttemptModel.timeouts,
            minimumRate: step.isPaced ? AttemptModel.rate : nil,
            continuations: step.continuations,
            at: start
        )
    }

    @Test(arguments: [
        Case(), Case(attempts: 3), Case(models: 2, attempts: 2), Case(models: 3, continuations: 1),
        Case(attempts: 2, continuations: 2), Case(models: 2, attempts: 2, hedge: .seconds(2)),
        Case(models: 3, attempts: 2, continuations: 1, hedge: .seconds(2), isPaced: true),
        Case(attempts: 2, hedge: .seconds(2), isPaced: true),
    ])
    func everyOrderOfCallsIsDecidedAsTheModelDoes(step: Case) {
        var count = 0
        var pending: [[Call]] = [[]]
        while let calls = pending.popLast() {
            var model = AttemptModel(
                models: step.models,
                attempts: step.attempts,
                continuations: step.continuations,
                hedge: step.hedge,
                isPaced: step.isPaced,
                at: Self.start
            )
            let fault = Self.run(calls, step, &model)
            count += 1
            if let fault { Issue.record("\(calls): \(fault)") }
            guard calls.count < 5, fault == nil, !model.isOver else { continue }
            pending += model.legal.map { calls + [$0] }
        }
        #expect(count > 300)
    }

    private static func run(_ calls: [Call], _ step: Case, _ model: inout AttemptModel) -> String? {
        var machine = machine(step)
        if let hedge = step.hedge { machine.hedge(after: hedge, since: start) }
        var now = start
        var hedgeBegan = start
        for (index, call) in calls.enumerated() {
            let deadline = machine.deadline ?? now
            now =
                switch call {
                case .before: max(now, deadline.advanced(by: .nanoseconds(-1)))
                case .atDeadline: max(now, deadline)
                case .text, .failed, .hedgeFails, .hedgeSpeaks: now.advanced(by: .milliseconds(100))
                }
            let expected = model.make(call, at: now)
            let outcome = make(call, &machine, step, &hedgeBegan, at: now)
            // Random waits are a little shorter than the longest.
            if !isSame(machine.deadline, model.deadline) { return "call \(index) left a wrong deadline" }
            if outcome != expected { return "call \(index) gave \(outcome), not \(expected)" }
        }
        return nil
    }

    private static func isSame(_ left: Instant?, _ right: Instant?) -> Bool {
        guard let left, let right else { return left == right }
        return abs(left.nanoseconds - right.nanoseconds) < 1_000
    }

    private static func make(
        _ call: Call,
        _ machine: inout AttemptMachine,
        _ step: Case,
        _ hedgeBegan: inout Instant,
        at now: Instant
    ) -> Outcome {
        switch call {
        case .text:
            speak(&machine, step, at: now)
            return .nothing
        case .hedgeFails:
            machine.hedgeEnded()
            return .nothing
        case .hedgeSpeaks:
            machine.hedgeSpoke()
            speak(&machine, step, at: now)
            return .nothing
        case .failed(let type, let grew, let asked):
            var random: any RandomNumberGenerator = Largest()
            let fault = GenerationFault(type, "It failed", retryAfter: asked)
            switch machine.failed(fault, grew: grew, at: now, random: &random) {
            case .attempt(let model, _): return .attempt(model: model)
            case .hedge(let model):
                if let hedge = step.hedge { machine.hedge(after: hedge, since: hedgeBegan) }
                return .takenOver(model: model)
            case .nothing: return .over
            }
        case .before, .atDeadline:
            switch machine.timePassed(at: now) {
            case .attempt:
                machine.attemptBegan(at: now)
                if let hedge = step.hedge { machine.hedge(after: hedge, since: now) }
                return .begin
            case .hedge(let model):
                machine.hedgeBegan(at: now)
                hedgeBegan = now
                return .hedge(model: model)
            case .late(let fault): return .late(fault.type)
            case nil: return .nothing
            }
        }
    }

    private static func speak(_ machine: inout AttemptMachine, _ step: Case, at now: Instant) {
        machine.textArrived(at: now)
        if step.isPaced { machine.said(AttemptModel.characters, at: now) }
    }

    @Test func aTimeoutSaysHowLongWasWaited() {
        var machine = Self.machine(Case())
        let due = machine.timePassed(at: Self.start.advanced(by: .seconds(5)))
        #expect(due == .late(GenerationFault(.timeoutFirstToken, "The model said nothing within 4.0 s")))
    }

    @Test func aStepThatIsOutOfTimeIsNotTriedAgain() {
        var machine = Self.machine(Case(models: 3, attempts: 3, continuations: 3))
        var random: any RandomNumberGenerator = Largest()
        let next = machine.failed(
            GenerationFault(.timeoutStep, "It is late"),
            grew: true,
            at: Self.start,
            random: &random
        )
        #expect(next == .nothing)
        #expect(machine.deadline == nil)
    }
}
