internal import Events
internal import Platform

/// Decides what a generation does next: which steps run, when the whole has taken too long, how it ends.
///
/// It performs nothing and reads no clock; whoever holds it tells it what happened and does what it answers.
struct GenerationMachine: ~Copyable {
    /// What is to be done next.
    enum Action: Equatable {
        /// Begin this step; its end is to be told by `stepEnded` or `stepFailed`.
        case run(step: Int)
        /// Everything is done.
        case complete
        /// End the steps that run, and the generation with this fault.
        case fail(GenerationFault)
        /// End the steps that run, and the generation because it was called off.
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

    private enum StepState {
        case waiting
        case running
        case over
    }

    private let graph: DependencyGraph
    private let timeout: Duration
    private let deadlineOfCaller: Duration?
    private let disconnect: DisconnectPolicy
    private var states: [StepState]
    private var began: Instant?
    private var graceEnds: Instant?
    private(set) var hasEnded = false

    /// - Parameters:
    ///   - graph: Its steps.
    ///   - timeout: Of the whole generation.
    ///   - deadline: How long whoever asked for it will wait, if that is known.
    ///   - disconnect: What follows from nobody reading.
    init(_ graph: DependencyGraph, timeout: Duration, deadline: Duration? = nil, disconnect: DisconnectPolicy)
    {
        self.graph = graph
        self.timeout = timeout
        deadlineOfCaller = deadline
        self.disconnect = disconnect
        states = Array(repeating: .over, count: graph.needs.count)
        for step in graph.steps { states[step] = .waiting }
    }

    /// The first of the steps that run.
    var runningStep: Int? { graph.steps.first { states[$0] == .running } }

    mutating func start(at now: Instant) -> [Action] {
        precondition(began == nil, "a generation starts once")
        guard !hasEnded else { return [] }
        began = now
        return next()
    }

    /// A step has done what it had to, or was not wanted.
    mutating func stepEnded(_ step: Int) -> [Action] {
        guard !hasEnded else { return [] }
        precondition(states[step] == .running, "only what runs can end")
        states[step] = .over
        return next()
    }

    /// A step has failed without which the generation cannot go on.
    mutating func stepFailed(_ fault: GenerationFault) -> [Action] {
        end(.fail(fault))
    }

    /// It may not go on, though no step has failed.
    mutating func stop(_ fault: GenerationFault) -> [Action] {
        end(.fail(fault))
    }

    mutating func cancel(_ cancellation: Cancellation) -> [Action] {
        end(.cancel(cancellation))
    }

    /// The last reader has left.
    mutating func readersLeft(at now: Instant) -> [Action] {
        switch disconnect {
        case .cancel:
            return cancel(.abandoned)
        case .continue(let grace):
            graceEnds = now.advanced(by: grace)
            return []
        }
    }

    mutating func readerCame() {
        graceEnds = nil
    }

    // MARK: Time

    /// What may end it by the time alone.
    private enum Limit {
        case generation
        case caller
        case grace
    }

    /// When `timePassed` must be asked, if nothing else happens before.
    var deadline: Instant? { earliest?.at }

    /// What follows from the time being what it is.
    mutating func timePassed(at now: Instant) -> [Action] {
        guard let earliest, earliest.at <= now else { return [] }
        switch earliest.limit {
        case .generation:
            return end(late(.timeoutGeneration, "The generation was not done within", timeout))
        case .caller:
            let sentence = "The generation was not done when its caller had waited"
            return end(late(.timeoutDeadline, sentence, deadlineOfCaller ?? .zero))
        case .grace:
            return end(.cancel(.abandoned))
        }
    }

    /// The limit that is met first.
    private var earliest: (at: Instant, limit: Limit)? {
        guard let began, !hasEnded else { return nil }
        var earliest = (at: began.advanced(by: timeout), limit: Limit.generation)
        func consider(_ instant: Instant?, _ limit: Limit) {
            if let instant, instant < earliest.at { earliest = (instant, limit) }
        }
        consider(deadlineOfCaller.map { began.advanced(by: $0) }, .caller)
        consider(graceEnds, .grace)
        return earliest
    }

    private func late(_ type: ErrorType, _ sentence: String, _ time: Duration) -> Action {
        .fail(GenerationFault(type, "\(sentence) \(time.inSeconds) s"))
    }

    private mutating func end(_ action: Action) -> [Action] {
        guard !hasEnded else { return [] }
        hasEnded = true
        return [action]
    }

    /// Begins every step whose needs are over.
    private mutating func next() -> [Action] {
        var actions: [Action] = []
        for step in graph.steps where states[step] == .waiting {
            guard graph.needs[step].allSatisfy({ states[$0] == .over }) else { continue }
            states[step] = .running
            actions.append(.run(step: step))
        }
        // Needs are earlier steps, so something runs as long as something waits.
        return graph.steps.allSatisfy { states[$0] == .over } ? end(.complete) : actions
    }
}
