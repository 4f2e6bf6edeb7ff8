import Events
import Platform
import Testing

@testable import Pipelines

@Suite struct GenerationMachineTests {
    typealias Call = MachineModel.Call
    typealias Outcome = MachineModel.Outcome

    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let needs: [[Int]]
        var given: Set<Int> = []
        var hasDeadline = false
        let grace: Duration?
        let depth: Int

        var model: MachineModel {
            let selected = Set(needs.indices).subtracting(given)
            return MachineModel(needs: needs, selected: selected, hasDeadline: hasDeadline, grace: grace)
        }

        var graph: DependencyGraph {
            DependencyGraph(needs: needs, running: needs.indices.filter { !given.contains($0) })
        }
    }

    static let shapes = [
        Shape(testDescription: "in order", needs: [[], [0], [0, 1]], grace: nil, depth: 6),
        Shape(
            testDescription: "side by side, then one that needs all",
            needs: [[], [0], [0], [0], [1, 2, 3]],
            grace: nil,
            depth: 6
        ),
        Shape(
            testDescription: "a diamond with a way around",
            needs: [[], [0], [0], [1, 2], []],
            grace: nil,
            depth: 6
        ),
        Shape(
            testDescription: "the first is given",
            needs: [[], [0], [0, 1]],
            given: [0],
            grace: .seconds(2),
            depth: 5
        ),
        Shape(
            testDescription: "a caller waits not long",
            needs: [[]],
            hasDeadline: true,
            grace: .seconds(2),
            depth: 6
        ),
        Shape(
            testDescription: "a caller waits longer than for a return",
            needs: [[], []],
            grace: .seconds(30),
            depth: 5
        ),
    ]

    /// Every order of legal calls up to a depth, each run from the beginning against the model.
    @Test(arguments: shapes)
    func everyOrderOfCallsIsDecidedAsTheModelDoes(shape: Shape) {
        var count = 0
        var pending: [(calls: [Call], behindEnd: Int)] = [([], 0)]
        while let (calls, behindEnd) = pending.popLast() {
            var model = shape.model
            let fault = Self.run(calls, &model, shape)
            count += 1
            if let fault { Issue.record("\(calls): \(fault)") }
            // Behind the end two calls more show that nothing follows.
            guard calls.count < shape.depth, fault == nil, behindEnd < 2 else { continue }
            pending += model.legal.map { (calls + [$0], model.hasEnded ? behindEnd + 1 : 0) }
        }
        #expect(count > 400)
    }

    /// Makes the calls on both, and says what the machine did otherwise than it should.
    private static func run(_ calls: [Call], _ model: inout MachineModel, _ shape: Shape) -> String? {
        var machine = GenerationMachine(
            shape.graph,
            timeout: MachineModel.timeout,
            deadline: shape.hasDeadline ? MachineModel.patience : nil,
            disconnect: shape.grace.map { .continue(grace: $0) } ?? .cancel
        )
        var now = Instant(nanoseconds: 1_000_000_000)
        var ran: Set<Int> = []
        var ends = 0
        for (index, call) in calls.enumerated() {
            now = moment(of: call, machine.deadline, now)
            let expected = model.make(call, at: now)
            let outcome = outcome(make(call, &machine, at: now))
            if outcome != expected { return "call \(index) gave \(outcome), not \(expected)" }
            if case .run(let steps) = outcome {
                if !ran.isDisjoint(with: steps) { return "call \(index): a step ran twice" }
                ran.formUnion(steps)
            }
            if outcome.isTerminal { ends += 1 }
            if machine.deadline != model.deadline { return "call \(index) left a wrong deadline" }
            if !machine.hasEnded, machine.runningStep != model.running.min() {
                return "call \(index): the first that runs is another"
            }
            if machine.hasEnded != (ends == 1) { return "call \(index): it ended \(ends) times" }
        }
        return nil
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

    private static func make(_ call: Call, _ machine: inout GenerationMachine, at now: Instant)
        -> [GenerationMachine.Action]
    {
        switch call {
        case .start:
            return machine.start(at: now)
        case .ended(let step):
            return machine.stepEnded(step)
        case .failed:
            return machine.stepFailed(GenerationFault(.outputSchema, "no"))
        case .cancel:
            return machine.cancel(.requested(reason: "enough"))
        case .left:
            return machine.readersLeft(at: now)
        case .came:
            machine.readerCame()
            return []
        case .before, .atDeadline, .beyond:
            return machine.timePassed(at: now)
        }
    }

    private static func outcome(_ actions: [GenerationMachine.Action]) -> Outcome {
        var steps: [Int] = []
        for action in actions {
            switch action {
            case .run(let step): steps.append(step)
            case .complete: return .complete
            case .fail(let fault): return .failed(fault.type)
            case .cancel(.abandoned): return .abandoned
            case .cancel: return .cancelled
            }
        }
        return steps.isEmpty ? .nothing : .run(steps)
    }

    @Test func whatFollowsFromOtherNeedsIsLeftOut() {
        let graph = DependencyGraph(needs: [[], [0], [0, 1], [0, 1, 2]], running: [0, 1, 2, 3])
        #expect(graph.needs == [[], [0], [1], [2]])
        // What is given is over, but not what it would have needed.
        #expect(DependencyGraph(needs: [[], [0], [0, 1]], running: [0, 2]).needs == [[], [], [0]])
    }
}
