import Events
import Platform

@testable import Pipelines

/// What `AttemptMachine` should do, said differently: each moment at which something is due.
struct AttemptModel {
    enum Call: Equatable {
        case text
        /// What was asked beside the attempt that runs fails, or says something first.
        case hedgeFails
        case hedgeSpeaks
        /// A fault that is tried again, one that only another model may be spared, and one that is ours.
        case failed(ErrorType, grew: Bool, retryAfter: Duration? = nil)
        case before
        case atDeadline
    }

    enum Outcome: Equatable {
        case nothing
        case attempt(model: Int)
        case hedge(model: Int)
        case takenOver(model: Int)
        case over
        case begin
        case late(ErrorType)
    }

    static let timeouts = StepTimeouts(firstToken: .seconds(4), idle: .seconds(3), total: .seconds(9))

    /// What each text has, which is three quarters of what a stretch needs.
    static let characters = 15
    static let rate = MinimumRate(charactersPerSecond: 10, over: .seconds(2))

    let models: Int
    let attempts: Int
    var continuations: Int
    /// After which silence another model is asked too, and whether too little text is a failure.
    let hedge: Duration?
    let isPaced: Bool
    private var hedgeBegan: Instant?
    private var said = 0
    private var isTooSlow = false
    private var model = 0
    private var tried = 1
    private var due: [String: (at: Instant, outcome: Outcome)]
    private(set) var isRunning = true
    private(set) var isOver = false

    init(
        models: Int,
        attempts: Int,
        continuations: Int,
        hedge: Duration?,
        isPaced: Bool,
        at now: Instant
    ) {
        self.hedge = hedge
        self.isPaced = isPaced
        self.models = models
        self.attempts = attempts
        self.continuations = continuations
        due = ["total": (now.advanced(by: Self.timeouts.total), .late(.timeoutStep))]
        begin(at: now)
    }

    var legal: [Call] {
        if isOver { return [.atDeadline] }
        guard isRunning else { return [.before, .atDeadline] }
        let ofHedge: [Call] = hedgeBegan == nil ? [] : [.hedgeFails, .hedgeSpeaks]
        return ofHedge + [
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
            speak(at: now)
            return .nothing
        case .hedgeFails:
            hedgeBegan = nil
            return .nothing
        case .hedgeSpeaks:
            takeOver(at: hedgeBegan ?? now)
            speak(at: now)
            return .nothing
        case .failed(let type, let grew, let asked):
            return fail(type, grew: grew, asked, at: now)
        case .before, .atDeadline:
            guard let deadline, deadline <= now else { return .nothing }
            // The end of the step weighs more than what else is due then.
            let names = ["total", "silence", "wait", "pace", "hedge"]
            guard let name = names.first(where: { due[$0]?.at == deadline }) else { return .nothing }
            return come(name, due[name]?.outcome ?? .nothing, at: now)
        }
    }

    private mutating func come(_ name: String, _ outcome: Outcome, at now: Instant) -> Outcome {
        switch name {
        case "wait": begin(at: now)
        case "hedge": (due["hedge"], hedgeBegan) = (nil, now)
        case "pace":
            let isEnough = said >= 20
            said = 0
            due["pace"]?.at = now.advanced(by: Self.rate.over)
            isTooSlow = !isEnough
            if isEnough { return .nothing }
        default: break
        }
        return outcome
    }

    private mutating func speak(at now: Instant) {
        due["silence"] = (now.advanced(by: Self.timeouts.idle), .late(.timeoutIdle))
        (due["hedge"], hedgeBegan) = (nil, nil)
        said += Self.characters
        guard isPaced, due["pace"] == nil else { return }
        due["pace"] = (now.advanced(by: Self.rate.over), .late(.timeoutIdle))
    }

    private mutating func takeOver(at now: Instant) {
        model += 1
        tried = 1
        begin(at: now)
    }

    private mutating func begin(at now: Instant) {
        isRunning = true
        (due["wait"], due["pace"], due["hedge"], hedgeBegan) = (nil, nil, nil, nil)
        (said, isTooSlow) = (0, false)
        if let hedge, model + 1 < models {
            due["hedge"] = (now.advanced(by: hedge), .hedge(model: model + 1))
        }
        due["silence"] = (now.advanced(by: Self.timeouts.firstToken), .late(.timeoutFirstToken))
    }

    private mutating func fail(
        _ type: ErrorType,
        grew: Bool,
        _ asked: Duration?,
        at now: Instant
    ) -> Outcome {
        if let hedgeBegan, type != .internalBug {
            takeOver(at: hedgeBegan)
            return .takenOver(model: model)
        }
        // A model that says too little is not asked again while there is another.
        let isAnotherBetter = isTooSlow && model + 1 < models
        let own = AttemptMachineTests.wait * (tried == 1 ? 1 : 2)
        // The random numbers of the test are the largest; three times the longest wait is enough.
        let wait = asked.map { max(own, $0 * 1.1) } ?? own
        let rest = due["total"].map { now.duration(to: $0.at) } ?? .zero
        let isTooLong = asked.map { $0 > AttemptMachineTests.wait * 6 || rest <= wait } ?? false
        let isBusy = type == .providerOverloaded
        if grew, continuations > 0, !isTooLong, !isAnotherBetter {
            continuations -= 1
            return self.wait(isBusy ? wait : .zero, at: now)
        }
        if isBusy, tried < attempts, !isTooLong, !isAnotherBetter {
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
        (due["silence"], due["pace"], due["hedge"]) = (nil, nil, nil)
        due["wait"] = (now.advanced(by: time), .begin)
        return .attempt(model: model)
    }
}
