import Events
import Platform
import Testing

@testable import Pipelines

@Suite struct GenerationMachineTests {
    typealias Call = MachineModel.Call
    typealias Outcome = MachineModel.Outcome

    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isTimed: [Bool]
        let grace: Duration?
        let depth: Int
    }

    static let shapes = [
        Shape(testDescription: "leaving cancels", isTimed: [true, false, true], grace: nil, depth: 6),
        Shape(
            testDescription: "leaving has a grace time",
            isTimed: [true, true],
            grace: .seconds(2),
            depth: 6
        ),
        Shape(testDescription: "one step at once", isTimed: [false], grace: .seconds(30), depth: 6),
    ]

    /// Every order of legal calls up to a depth, each run from the beginning against the model.
    @Test(arguments: shapes)
    func everyOrderOfCallsIsDecidedAsTheModelDoes(shape: Shape) {
        var count = 0
        var pending: [(calls: [Call], behindEnd: Int)] = [([], 0)]
        while let (calls, behindEnd) = pending.popLast() {
            var model = MachineModel(isTimed: shape.isTimed, grace: shape.grace)
            let fault = Self.run(calls, &model)
            count += 1
            if let fault { Issue.record("\(calls): \(fault)") }
            // Behind the end two calls more show that nothing follows.
            guard calls.count < shape.depth, fault == nil, behindEnd < 2 else { continue }
            pending += model.legal.map { (calls + [$0], model.hasEnded ? behindEnd + 1 : 0) }
        }
        #expect(count > 1_000)
    }

    /// Makes the calls on both, and says what the machine did otherwise than it should.
    private static func run(_ calls: [Call], _ model: inout MachineModel) -> String? {
        var machine = GenerationMachine(
            timeouts: model.isTimed.map { $0 ? MachineModel.stepTimeouts : nil },
            timeout: MachineModel.timeout,
            disconnect: model.grace.map { .continue(grace: $0) } ?? .cancel
        )
        var now = Instant(nanoseconds: 1_000_000_000)
        var ran: [Int] = []
        var ends = 0
        for (index, call) in calls.enumerated() {
            now = moment(of: call, machine.deadline, now)
            let isDue = machine.deadline.map { $0 <= now } ?? false
            let expected = model.make(call, at: now)
            let outcome = make(call, &machine, at: now)
            if outcome != expected { return "call \(index) gave \(outcome), not \(expected)" }
            if case .run(let step) = outcome { ran.append(step) }
            if outcome.isTerminal { ends += 1 }
            if machine.deadline != model.deadline { return "call \(index) left a wrong deadline" }
            if (machine.deadline == nil) != (machine.runningStep == nil) {
                return "call \(index): there is a deadline exactly while something runs"
            }
            if [.before, .atDeadline, .beyond].contains(call), isDue == (outcome == .nothing) {
                return "call \(index): something follows from time exactly when the deadline has come"
            }
            if machine.hasEnded != (ends == 1) { return "call \(index): it ended \(ends) times" }
        }
        return ran == Array(0..<ran.count) ? nil : "the steps ran in this order: \(ran)"
    }

    private static func moment(of call: Call, _ deadline: Instant?, _ now: Instant) -> Instant {
        let deadline = deadline ?? now.advanced(by: .seconds(1))
        return switch call {
        case .before: max(now, deadline.advanced(by: .nanoseconds(-1)))
        case .atDeadline: max(now, deadline)
        case .beyond: max(now, deadline.advanced(by: .seconds(3)))
        default: now.advanced(by: .milliseconds(250))
        }
    }

    private static func make(_ call: Call, _ machine: inout GenerationMachine, at now: Instant) -> Outcome {
        switch call {
        case .start:
            return outcome(machine.start(at: now))
        case .text:
            machine.textArrived(at: now)
            return .nothing
        case .succeeded:
            return outcome(machine.stepSucceeded(at: now))
        case .failed:
            return outcome(machine.stepFailed(GenerationFault(.outputSchema, "no")))
        case .cancel:
            return outcome(machine.cancel(.requested(reason: "enough")))
        case .left:
            return outcome(machine.readersLeft(at: now))
        case .came:
            machine.readerCame()
            return .nothing
        case .before, .atDeadline, .beyond:
            return outcome(machine.timePassed(at: now))
        }
    }

    private static func outcome(_ action: GenerationMachine.Action?) -> Outcome {
        switch action {
        case nil: .nothing
        case .run(let step): .run(step)
        case .complete: .complete
        case .fail(let fault): .failed(fault.type)
        case .cancel(.abandoned): .abandoned
        case .cancel: .cancelled
        }
    }

    @Test func aTimeoutSaysHowLongWasWaited() {
        var machine = GenerationMachine(
            timeouts: [StepTimeouts(firstToken: .milliseconds(1_500), idle: .seconds(2), total: .seconds(9))],
            timeout: .seconds(60),
            disconnect: .cancel
        )
        let start = Instant(nanoseconds: 0)
        _ = machine.start(at: start)
        let action = machine.timePassed(at: start.advanced(by: .seconds(2)))
        #expect(action == .fail(GenerationFault(.timeoutFirstToken, "The model said nothing within 1.5 s")))
    }
}
