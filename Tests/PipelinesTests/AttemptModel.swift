import Events
import Platform

@testable import Pipelines

/// What `AttemptMachine` should do, said differently: each moment at which something is due.
struct AttemptModel {
    enum Call: Equatable {
        case text
        /// A fault that is tried again, one that only another model may be spared, and one that is ours.
        case failed(ErrorType, grew: Bool, retryAfter: Duration? = nil)
        case before
        case atDeadline
    }

    enum Outcome: Equatable {
        case nothing
        case attempt(model: Int)
        case over
        case begin
        case late(ErrorType)
    }

    static let timeouts = StepTimeouts(firstToken: .seconds(4), idle: .seconds(3), total: .seconds(9))

    let models: Int
    let attempts: Int
    var continuations: Int
    private var model = 0
    private var tried = 1
    private var due: [String: (at: Instant, outcome: Outcome)]
    private(set) var isRunning = true
    private(set) var isOver = false

    init(models: Int, attempts: Int, continuations: Int, at now: Instant) {
        self.models = models
        self.attempts = attempts
        self.continuations = continuations
        due = ["total": (now.advanced(by: Self.timeouts.total), .late(.timeoutStep))]
        begin(at: now)
    }

    var legal: [Call] {
        if isOver { return [.atDeadline] }
        guard isRunning else { return [.before, .atDeadline] }
        return [
            .text, .before, .atDeadline, .failed(.providerOverloaded, grew: false),
            .failed(.providerOverloaded, grew: true), .failed(.outputLength, grew: true),
            .failed(.outputSchema, grew: false), .failed(.internalBug, grew: false),
            .failed(.providerOverloaded, grew: false, retryAfter: .seconds(3)),
            .failed(.providerOverloaded, grew: true, retryAfter: .milliseconds(3_073)),
        ]
    }

    var deadline: Instant? { isOver ? nil : due.values.map(\.at).min() }

    mutating func make(_ call: Call, at now: Instant) -> Outcome {
        switch call {
        case .text:
            due["silence"] = (now.advanced(by: Self.timeouts.idle), .late(.timeoutIdle))
            return .nothing
        case .failed(let type, let grew, let asked):
            return fail(type, grew: grew, asked, at: now)
        case .before, .atDeadline:
            guard let deadline, deadline <= now else { return .nothing }
            // The end of the step weighs more than what else is due then.
            let first = due["total"]?.at == deadline ? due["total"] : due["silence"] ?? due["wait"]
            if first?.outcome == .begin { begin(at: now) }
            return first?.outcome ?? .nothing
        }
    }

    private mutating func begin(at now: Instant) {
        isRunning = true
        due["wait"] = nil
        due["silence"] = (now.advanced(by: Self.timeouts.firstToken), .late(.timeoutFirstToken))
    }

    private mutating func fail(
        _ type: ErrorType,
        grew: Bool,
        _ asked: Duration?,
        at now: Instant
    ) -> Outcome {
        let own = AttemptMachineTests.wait * (tried == 1 ? 1 : 2)
        // The random numbers of the test are the largest; three times the longest wait is enough.
        let wait = asked.map { max(own, $0 * 1.1) } ?? own
        let rest = due["total"].map { now.duration(to: $0.at) } ?? .zero
        let isTooLong = asked.map { $0 > AttemptMachineTests.wait * 6 || rest <= wait } ?? false
        let isBusy = type == .providerOverloaded
        if grew, continuations > 0, !isTooLong {
            continuations -= 1
            return self.wait(isBusy ? wait : .zero, at: now)
        }
        if isBusy, tried < attempts, !isTooLong {
            tried += 1
            return self.wait(wait, at: now)
        }
        if type != .internalBug, model + 1 < models {
            model += 1
            tried = 1
            return self.wait(.zero, at: now)
        }
        isOver = true
        return .over
    }

    private mutating func wait(_ time: Duration, at now: Instant) -> Outcome {
        isRunning = false
        due["silence"] = nil
        due["wait"] = (now.advanced(by: time), .begin)
        return .attempt(model: model)
    }
}
