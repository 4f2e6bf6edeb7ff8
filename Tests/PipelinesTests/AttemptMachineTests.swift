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

    private static func machine(models: Int, attempts: Int, continuations: Int) -> AttemptMachine {
        AttemptMachine(
            models: models,
            retry: RetryPolicy(
                attempts: attempts,
                first: wait,
                longest: wait * 2,
                errors: [.providerOverloaded]
            ),
            timeouts: AttemptModel.timeouts,
            continuations: continuations,
            at: start
        )
    }

    @Test(arguments: [(1, 1, 0), (1, 3, 0), (2, 2, 0), (3, 1, 1), (1, 2, 2)])
    func everyOrderOfCallsIsDecidedAsTheModelDoes(models: Int, attempts: Int, continuations: Int) {
        var count = 0
        var pending: [[Call]] = [[]]
        while let calls = pending.popLast() {
            var model = AttemptModel(
                models: models,
                attempts: attempts,
                continuations: continuations,
                at: Self.start
            )
            var machine = Self.machine(models: models, attempts: attempts, continuations: continuations)
            let fault = Self.run(calls, &machine, &model)
            count += 1
            if let fault { Issue.record("\(calls): \(fault)") }
            guard calls.count < 5, fault == nil, !model.isOver else { continue }
            pending += model.legal.map { calls + [$0] }
        }
        #expect(count > 300)
    }

    private static func run(_ calls: [Call], _ machine: inout AttemptMachine, _ model: inout AttemptModel)
        -> String?
    {
        var now = start
        for (index, call) in calls.enumerated() {
            let deadline = machine.deadline ?? now
            now =
                switch call {
                case .before: max(now, deadline.advanced(by: .nanoseconds(-1)))
                case .atDeadline: max(now, deadline)
                case .text, .failed: now.advanced(by: .milliseconds(100))
                }
            let expected = model.make(call, at: now)
            let outcome = make(call, &machine, at: now)
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

    private static func make(_ call: Call, _ machine: inout AttemptMachine, at now: Instant) -> Outcome {
        switch call {
        case .text:
            machine.textArrived(at: now)
            return .nothing
        case .failed(let type, let grew, let asked):
            var random: any RandomNumberGenerator = Largest()
            let fault = GenerationFault(type, "It failed", retryAfter: asked)
            switch machine.failed(fault, grew: grew, at: now, random: &random) {
            case .attempt(let model, _): return .attempt(model: model)
            case .nothing: return .over
            }
        case .before, .atDeadline:
            switch machine.timePassed(at: now) {
            case .attempt:
                machine.attemptBegan(at: now)
                return .begin
            case .late(let fault): return .late(fault.type)
            case nil: return .nothing
            }
        }
    }

    @Test func aTimeoutSaysHowLongWasWaited() {
        let machine = Self.machine(models: 1, attempts: 1, continuations: 0)
        let due = machine.timePassed(at: Self.start.advanced(by: .seconds(5)))
        #expect(due == .late(GenerationFault(.timeoutFirstToken, "The model said nothing within 4.0 s")))
    }

    @Test func aStepThatIsOutOfTimeIsNotTriedAgain() {
        var machine = Self.machine(models: 3, attempts: 3, continuations: 3)
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
