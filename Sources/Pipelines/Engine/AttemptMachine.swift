internal import Events
internal import Platform

/// Decides what one run of a model step does next: when an attempt has taken too long, whether another follows, and
/// with which model.
///
/// It performs nothing, and reads no clock.
struct AttemptMachine: ~Copyable {
    /// What follows from an attempt that failed.
    enum Next: Equatable {
        /// Another one, with this model, after a wait; `timePassed` says when.
        case attempt(model: Int, wait: Duration)
        /// Nothing: the step has failed.
        case nothing
    }

    /// What is due.
    enum Due: Equatable {
        /// The next attempt is to begin.
        case attempt
        /// The attempt that runs has taken too long.
        case late(GenerationFault)
    }

    private enum State {
        case running(since: Instant)
        case waiting(until: Instant)
        case over
    }

    /// When the model last said something in this attempt; only that keeps it from being idle.
    private var lastText: Instant?
    private var state: State
    private let began: Instant
    private let timeouts: StepTimeouts
    private let retry: RetryPolicy
    private let models: Int
    /// Which model is asked.
    private(set) var model = 0
    private var attemptsOfModel = 1
    private var continuationsLeft: Int

    /// The first attempt begins; there are so many `models` to ask one after the other, and so many times an answer may be
    /// gone on with that was cut.
    init(models: Int, retry: RetryPolicy, timeouts: StepTimeouts, continuations: Int, at now: Instant) {
        self.models = models
        self.retry = retry
        self.timeouts = timeouts
        continuationsLeft = continuations
        began = now
        state = .running(since: now)
    }

    /// The model has said something.
    mutating func textArrived(at now: Instant) {
        lastText = now
    }

    /// The attempt that runs failed; `grew` if it has left complete elements with which the next can go on.
    mutating func failed(
        _ type: ErrorType,
        grew: Bool,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> Next {
        state = .over
        guard type != .timeoutStep else { return .nothing }
        if grew, continuationsLeft > 0 {
            continuationsLeft -= 1
            // Who was cut off may be asked at once; who has too much to do may not.
            let wait = type.isCut ? .zero : retry.wait(after: attemptsOfModel, random: &random)
            return self.wait(wait, at: now)
        }
        if retry.errors.contains(type), attemptsOfModel < retry.attempts {
            let wait = retry.wait(after: attemptsOfModel, random: &random)
            attemptsOfModel += 1
            return self.wait(wait, at: now)
        }
        // Another model may do what this one could not; what we or the caller did wrong stays wrong.
        guard model + 1 < models, type.isOfModel else { return .nothing }
        model += 1
        attemptsOfModel = 1
        return wait(.zero, at: now)
    }

    /// The next attempt begins.
    mutating func attemptBegan(at now: Instant) {
        lastText = nil
        state = .running(since: now)
    }

    /// The run is over: nothing is due any more.
    mutating func end() {
        state = .over
    }

    private mutating func wait(_ time: Duration, at now: Instant) -> Next {
        state = .waiting(until: now.advanced(by: time))
        return .attempt(model: model, wait: time)
    }

    // MARK: Time

    /// When `timePassed` must be asked, if nothing else happens before.
    var deadline: Instant? {
        switch state {
        case .over: nil
        case .waiting(let until): min(until, began.advanced(by: timeouts.total))
        case .running(let since): min(silenceEnds(since), began.advanced(by: timeouts.total))
        }
    }

    /// What is due by now, if anything.
    func timePassed(at now: Instant) -> Due? {
        guard let deadline, deadline <= now else { return nil }
        if began.advanced(by: timeouts.total) <= deadline {
            return late(.timeoutStep, "The step was not done", timeouts.total)
        }
        guard case .running = state else { return .attempt }
        return lastText == nil
            ? late(.timeoutFirstToken, "The model said nothing", timeouts.firstToken)
            : late(.timeoutIdle, "The model said nothing more", timeouts.idle)
    }

    private func silenceEnds(_ since: Instant) -> Instant {
        lastText.map { $0.advanced(by: timeouts.idle) } ?? since.advanced(by: timeouts.firstToken)
    }

    private func late(_ type: ErrorType, _ sentence: String, _ time: Duration) -> Due {
        .late(GenerationFault(type, "\(sentence) within \(time.inSeconds) s"))
    }
}

extension ErrorType {
    /// Whether only the answer was at fault, or its transport.
    fileprivate var isCut: Bool {
        switch self {
        case .outputNotJSON, .outputSchema, .outputLength, .providerTruncated, .timeoutIdle: true
        default: false
        }
    }

    /// Whether it is the model or its provider that failed, so that another may succeed.
    fileprivate var isOfModel: Bool {
        switch self {
        case .outputNotJSON, .outputSchema, .outputLength: true
        default: Self.ofModelCalls.contains(self)
        }
    }
}
