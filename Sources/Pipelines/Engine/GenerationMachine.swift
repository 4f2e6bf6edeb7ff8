internal import Events
internal import Platform

/// Decides what a generation does next: which step runs, when something has taken too long, how it ends.
///
/// It performs nothing and reads no clock; whoever holds it tells it what happened and does what it answers.
struct GenerationMachine: ~Copyable {
    /// What is to be done next.
    enum Action: Equatable {
        /// Begin this step; its end is to be told by `stepSucceeded` or `stepFailed`.
        case run(step: Int)
        /// Everything is done.
        case complete
        /// End the step that runs, if one does, and the generation with this fault.
        case fail(GenerationFault)
        /// End the step that runs, if one does, and the generation because it was called off.
        case cancel(Cancellation)
    }

    enum Cancellation: Equatable {
        /// Somebody who may has asked for it.
        case requested(reason: String)
        /// Nobody reads any more, and the pipeline says what follows from that.
        case abandoned
        case shutdown

        var reason: String {
            switch self {
            case .requested(let reason): reason
            case .abandoned: "nobody is reading any more"
            case .shutdown: "the server is shutting down"
            }
        }
    }

    private enum State {
        case ready
        case running(Run)
        case ended
    }

    /// The step that runs.
    private struct Run {
        let step: Int
        let began: Instant
        /// Nil for steps that are over as soon as they have begun.
        let timeouts: StepTimeouts?
    }

    /// When the model of the step that runs last said something.
    private var lastText: Instant?
    private var state = State.ready
    private let timeouts: [StepTimeouts?]
    private let disconnect: DisconnectPolicy
    private let timeout: Duration
    private var began: Instant?
    private var graceEnds: Instant?

    /// - Parameters:
    ///   - timeouts: For each step, those of its model call if it is one.
    ///   - timeout: Of the whole generation.
    ///   - disconnect: What follows from nobody reading.
    init(timeouts: [StepTimeouts?], timeout: Duration, disconnect: DisconnectPolicy) {
        self.timeouts = timeouts
        self.timeout = timeout
        self.disconnect = disconnect
    }

    /// The step that runs.
    var runningStep: Int? {
        if case .running(let run) = state { run.step } else { nil }
    }

    var hasEnded: Bool {
        if case .ended = state { true } else { false }
    }

    mutating func start(at now: Instant) -> Action {
        guard case .ready = state else { preconditionFailure("a generation starts once") }
        began = now
        return run(0, at: now)
    }

    /// The model has said something; only that keeps a step from being idle.
    mutating func textArrived(at now: Instant) {
        lastText = now
    }

    mutating func stepSucceeded(at now: Instant) -> Action {
        guard case .running(let finished) = state else {
            preconditionFailure("no step runs that could succeed")
        }
        return run(finished.step + 1, at: now)
    }

    mutating func stepFailed(_ fault: GenerationFault) -> Action {
        guard case .running = state else { preconditionFailure("no step runs that could fail") }
        state = .ended
        return .fail(fault)
    }

    mutating func cancel(_ cancellation: Cancellation) -> Action? {
        guard !hasEnded else { return nil }
        state = .ended
        return .cancel(cancellation)
    }

    /// The last reader has left.
    mutating func readersLeft(at now: Instant) -> Action? {
        switch disconnect {
        case .cancel:
            return cancel(.abandoned)
        case .continue(let grace):
            graceEnds = now.advanced(by: grace)
            return nil
        }
    }

    mutating func readerCame() {
        graceEnds = nil
    }

    // MARK: Time

    /// When `timePassed` must be asked, if nothing else happens before.
    var deadline: Instant? {
        guard case .running(let run) = state else { return nil }
        return limits(of: run).map(\.at).min()
    }

    /// What follows from the time being what it is, if anything.
    mutating func timePassed(at now: Instant) -> Action? {
        guard case .running(let run) = state else { return nil }
        guard let limit = limits(of: run).filter({ $0.at <= now }).min(by: { $0.at < $1.at }) else {
            return nil
        }
        state = .ended
        return limit.action
    }

    private func limits(of run: Run) -> [(at: Instant, action: Action)] {
        var limits: [(at: Instant, action: Action)] = []
        func limit(_ start: Instant, _ time: Duration, _ type: ErrorType, _ sentence: String) {
            let fault = GenerationFault(type, "\(sentence) within \(time.inSeconds) s")
            limits.append((start.advanced(by: time), .fail(fault)))
        }
        if let began { limit(began, timeout, .timeoutGeneration, "The generation was not done") }
        if let graceEnds { limits.append((graceEnds, .cancel(.abandoned))) }
        if let timeouts = run.timeouts {
            limit(run.began, timeouts.total, .timeoutStep, "The step was not done")
            if let lastText {
                limit(lastText, timeouts.idle, .timeoutIdle, "The model said nothing more")
            } else {
                limit(run.began, timeouts.firstToken, .timeoutFirstToken, "The model said nothing")
            }
        }
        return limits
    }

    private mutating func run(_ step: Int, at now: Instant) -> Action {
        guard step < timeouts.count else {
            state = .ended
            return .complete
        }
        lastText = nil
        state = .running(Run(step: step, began: now, timeouts: timeouts[step]))
        return .run(step: step)
    }
}
