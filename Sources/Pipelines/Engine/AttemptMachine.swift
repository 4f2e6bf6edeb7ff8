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
        /// The call of this model, which runs beside the one that failed, is the attempt from now on.
        case hedge(model: Int)
        /// Nothing: the step has failed.
        case nothing
    }

    /// What is due.
    enum Due: Equatable {
        /// The next attempt is to begin.
        case attempt
        /// The first text is late: this model is to be asked too; `hedgeBegan` or `hedgeEnded` says what became of that.
        case hedge(model: Int)
        /// The attempt that runs has taken too long.
        case late(GenerationFault)
    }

    /// The call of the next model beside the attempt that runs.
    private enum Hedge {
        case none
        case due(at: Instant)
        case running(since: Instant)
    }

    private enum State {
        case running(since: Instant)
        case waiting(until: Instant)
        case over
    }

    /// When the model last said something in this attempt; only that keeps it from being idle.
    private var lastText: Instant?
    private var state: State
    private var hedge = Hedge.none
    /// What has been said since when, where too little of it is a failure.
    private var pace: (since: Instant, characters: Int)?
    /// Whether too little was said, so that the same model is not asked again while there is another.
    private var isTooSlow = false
    private let minimumRate: MinimumRate?
    private let began: Instant
    private let timeouts: StepTimeouts
    private let retry: RetryPolicy
    private let models: Int
    /// Which model is asked.
    private(set) var model = 0
    private var attemptsOfModel = 1
    private var continuationsLeft: Int

    /// How many times the longest wait of its own policy a model may ask for: a policy is a guess at what helps, and the
    /// model knows, but a reader's patience is of the policy's order.
    private static let patience = 3

    /// The first attempt begins; there are so many `models` to ask one after the other, and so many times an answer may be
    /// gone on with that was cut.
    init(
        models: Int,
        retry: RetryPolicy,
        timeouts: StepTimeouts,
        minimumRate: MinimumRate? = nil,
        continuations: Int,
        at now: Instant
    ) {
        self.models = models
        self.retry = retry
        self.timeouts = timeouts
        self.minimumRate = minimumRate
        continuationsLeft = continuations
        began = now
        state = .running(since: now)
    }

    /// The model has said something; no other is asked beside it.
    mutating func textArrived(at now: Instant) {
        lastText = now
        hedge = .none
    }

    /// It has said so many characters, which is to be told where too few are a failure.
    mutating func said(_ characters: Int, at now: Instant) {
        pace = (pace?.since ?? now, (pace?.characters ?? 0) + characters)
    }

    /// The attempt that runs failed; `grew` if it has left complete elements with which the next can go on.
    mutating func failed(
        _ fault: GenerationFault,
        grew: Bool,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> Next {
        let hedge = hedge
        let isAnotherBetter = isTooSlow && model + 1 < models
        end()
        guard fault.type != .timeoutStep else { return .nothing }
        if case .running(let since) = hedge, fault.type.isOfModel {
            takeOver(since)
            return .hedge(model: model)
        }
        if !isAnotherBetter, let next = sameModel(after: fault, grew: grew, at: now, random: &random) {
            return next
        }
        // Another model may do what this one could not; what we or the caller did wrong stays wrong.
        guard model + 1 < models, fault.type.isOfModel else { return .nothing }
        model += 1
        attemptsOfModel = 1
        return wait(.zero, at: now)
    }

    /// Another attempt with the model that failed, unless that is of no use or takes too long.
    private mutating func sameModel(
        after fault: GenerationFault,
        grew: Bool,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> Next? {
        let continues = grew && continuationsLeft > 0
        let isRetried = retry.errors.contains(fault.type) && attemptsOfModel < retry.attempts
        // An open circuit says no to the next attempt too.
        guard continues || isRetried, fault.type != .providerCircuitOpen else { return nil }
        // Who was cut off may be asked at once; who has too much to do may not.
        let own =
            continues && fault.type.isCut ? .zero : retry.wait(after: attemptsOfModel, random: &random)
        guard let wait = patience(with: fault, own, at: now, random: &random) else { return nil }
        if continues { continuationsLeft -= 1 } else { attemptsOfModel += 1 }
        return self.wait(wait, at: now)
    }

    /// How long to wait for a model that may have said how long it wants to be left alone; nil if nobody should wait
    /// for that.
    private func patience(
        with fault: GenerationFault,
        _ own: Duration,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> Duration? {
        guard let asked = fault.retryAfter else { return own }
        // Never earlier, and not everybody at the same moment.
        let wait = max(own, asked * Double.random(in: 1...1.1, using: &random))
        let isInTime = now.advanced(by: wait) < began.advanced(by: timeouts.total)
        return isInTime && asked <= retry.longest * Self.patience ? wait : nil
    }

    /// The next attempt begins.
    mutating func attemptBegan(at now: Instant) {
        begin(at: now)
    }

    /// The run is over: nothing is due any more.
    mutating func end() {
        state = .over
        hedge = .none
    }

    private mutating func begin(at now: Instant) {
        lastText = nil
        pace = nil
        isTooSlow = false
        hedge = .none
        state = .running(since: now)
    }

    // MARK: Hedges

    /// The next model, if there is one, is to be asked too if the attempt that began then says nothing for so long.
    mutating func hedge(after time: Duration, since began: Instant) {
        if model + 1 < models, lastText == nil { hedge = .due(at: began.advanced(by: time)) }
    }

    /// The next model is being asked.
    mutating func hedgeBegan(at now: Instant) {
        hedge = .running(since: now)
    }

    /// It is not asked, or not any more.
    mutating func hedgeEnded() {
        hedge = .none
    }

    /// It said something before the attempt that runs did, and takes its place.
    mutating func hedgeSpoke() {
        if case .running(let since) = hedge { takeOver(since) }
    }

    private mutating func takeOver(_ since: Instant) {
        model += 1
        attemptsOfModel = 1
        begin(at: since)
    }

    private mutating func wait(_ time: Duration, at now: Instant) -> Next {
        state = .waiting(until: now.advanced(by: time))
        return .attempt(model: model, wait: time)
    }

    // MARK: Time

    /// When `timePassed` must be asked, if nothing else happens before.
    var deadline: Instant? {
        let end = began.advanced(by: timeouts.total)
        switch state {
        case .over: return nil
        case .waiting(let until): return min(until, end)
        case .running(let since):
            var deadline = min(silenceEnds(since), end)
            if case .due(let instant) = hedge { deadline = min(deadline, instant) }
            if let paceEnds { deadline = min(deadline, paceEnds) }
            return deadline
        }
    }

    /// What is due by now, if anything.
    mutating func timePassed(at now: Instant) -> Due? {
        guard let deadline, deadline <= now else { return nil }
        if began.advanced(by: timeouts.total) <= deadline {
            return late(.timeoutStep, "The step was not done", timeouts.total)
        }
        guard case .running(let since) = state else { return .attempt }
        if silenceEnds(since) <= deadline {
            return lastText == nil
                ? late(.timeoutFirstToken, "The model said nothing", timeouts.firstToken)
                : late(.timeoutIdle, "The model said nothing more", timeouts.idle)
        }
        if let paceEnds, paceEnds <= deadline { return pacePassed(at: now) }
        return .hedge(model: model + 1)
    }

    /// Looks at what was said, and from now on at what is said next.
    private mutating func pacePassed(at now: Instant) -> Due? {
        guard let minimumRate, let said = pace?.characters else { return nil }
        pace = (now, 0)
        guard Double(said) < minimumRate.characters else { return nil }
        isTooSlow = true
        let rate = "\(minimumRate.charactersPerSecond) characters a second"
        let sentence = "The model said less than \(rate) for \(minimumRate.over.inSeconds) s"
        return .late(GenerationFault(.timeoutIdle, sentence))
    }

    private var paceEnds: Instant? {
        guard let minimumRate, let pace else { return nil }
        return pace.since.advanced(by: minimumRate.over)
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
