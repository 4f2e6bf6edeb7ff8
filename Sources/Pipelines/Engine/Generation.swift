internal import Bytes
internal import Costs
internal import Dialects
package import EventLog
package import EventLoops
package import Events
package import HTTPClient
package import JSON
internal import Metrics
internal import Platform
package import Providers

/// One execution of a pipeline: does what its machine decides, and writes down in its log what happens.
///
/// Belongs to one loop, on which everything of it runs.
package final class Generation {
    // What every piece of text touches stands together: with thousands of generations each cache line is a wait.
    let loop: EventLoop
    package let log: GenerationLog
    var progress: ProgressEstimate
    var machine: GenerationMachine

    package let id: GenerationID
    let bound: BoundPipeline
    var pipeline: Pipeline { bound.pipeline }
    let selection: PipelineSelection
    let providers: ProviderCatalog
    let upstream: any UpstreamClient
    /// Who is charged for it.
    let owner: String
    let ended: (GenerationSummary) -> Void
    var trace: GenerationTrace?
    /// What each step is expected to take, as it was known at the start.
    private let expected: [Duration]
    /// What templates see: the input and the outputs so far.
    let input: JSONValue
    var outputs = JSONObject()
    /// Steps that nobody wanted.
    var skipped: Set<Int> = []
    /// What is complete of the outputs of steps that failed.
    var partials = JSONObject()
    /// The runs of steps that are not over.
    var runs: [StepRun] = []
    let began: Instant
    var durations: [(step: Int, duration: Duration)] = []
    var usage = Usage()
    var cost = Cost()
    var stepCosts: [Int: Event.StepCost] = [:]
    var models: [String] = []
    private(set) var retries = 0
    private(set) var fallbacks = 0
    /// How often a second model was asked because the first was late.
    var hedges = 0
    /// The step that ran when the last reader left.
    var abandonedIn: Int?
    /// The step whose failure ended it.
    var failedStep: Int?
    private var actions: [GenerationMachine.Action] = []
    private var isPerforming = false
    /// When readers are to be told how far it is.
    private var nextTick: Instant?
    private var shownPercent = 0
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in timePassed() }

    /// Text that one attempt of a step may produce; what a model says beyond it is not wanted any more.
    static let textBytesMax = 4 << 20
    /// How often readers are told how far it is, if it got any further: often enough for a bar to move.
    private static let tick = Duration.seconds(1)

    /// - Parameters:
    ///   - id: Its name.
    ///   - bound: What it runs; kept to the end, whatever is reloaded meanwhile.
    ///   - selection: The part of it that runs; all of it unless said otherwise.
    ///   - input: Satisfies the schema of the route that it came by.
    ///   - providers: Whom its model calls go to.
    ///   - upstream: By what they reach them.
    ///   - owner: Who is charged for it.
    ///   - deadline: How long whoever asked for it will wait, if that is known.
    ///   - loop: Where it lives.
    ///   - trace: Collects its spans, if it is of a trace.
    ///   - ended: Told once, when it is over.
    package init(
        _ id: GenerationID,
        of bound: BoundPipeline,
        selection: PipelineSelection? = nil,
        input: JSONValue,
        providers: ProviderCatalog,
        by upstream: any UpstreamClient,
        owner: String = LedgerKey.anonymous,
        deadline: Duration? = nil,
        on loop: EventLoop,
        trace: GenerationTrace? = nil,
        ended: @escaping (GenerationSummary) -> Void
    ) {
        let pipeline = bound.pipeline
        let selection = selection ?? pipeline.selection
        let graph = DependencyGraph(pipeline, selection)
        self.id = id
        self.bound = bound
        self.selection = selection
        self.input = input
        self.providers = providers
        self.upstream = upstream
        self.loop = loop
        self.owner = owner
        self.ended = ended
        self.trace = trace
        log = GenerationLog(StreamFacts(generation: id, epoch: 1, pipeline: pipeline.facts), on: loop)
        machine = GenerationMachine(
            graph,
            timeout: pipeline.timeout,
            deadline: deadline,
            disconnect: pipeline.disconnect
        )
        expected = bound.metrics.expected
        progress = ProgressEstimate(expected: expected, graph)
        began = loop.now
        let given: JSONValue = ["input": input]
        for (step, path) in selection.given {
            if let value = path.value(in: given) { outputs[pipeline.steps[step].id] = value }
        }
    }

    deinit {
        timer.disarm()
    }

    /// Begins; whoever wants to read from the first event on subscribes before.
    package func start() {
        bound.metrics.began(on: loop.shard)
        log.abandoned = { [unowned self] in readersLeft() }
        log.attended = { [unowned self] in readerCame() }
        let steps = selection.steps.map { (step: $0, expected: expected[$0]) }
        log.append(.generationStart(Event.GenerationStart(generation: id, steps: steps)), progress: 0)
        perform(machine.start(at: loop.now))
    }

    /// Ends it because somebody who may has asked for it; nothing happens if it is over.
    package func cancel(reason: String) {
        perform(machine.cancel(.requested(reason: reason)))
    }

    /// Ends it because the server is going.
    package func shutDown() {
        perform(machine.cancel(.shutdown))
    }

    private func readersLeft() {
        abandonedIn = machine.runningStep
        perform(machine.readersLeft(at: loop.now))
    }

    private func readerCame() {
        abandonedIn = nil
        machine.readerCame()
        armTimer()
    }

    // MARK: What the machine decides

    /// Does one thing after the other; what follows from one of them waits for its turn.
    func perform(_ decided: [GenerationMachine.Action]) {
        actions += decided
        guard !isPerforming else { return }
        isPerforming = true
        while !actions.isEmpty {
            switch actions.removeFirst() {
            case .run(let step):
                // Another that was to begin with it has ended everything.
                if !machine.hasEnded { begin(step) }
            case .complete: end(.complete, nil)
            case .fail(let fault): end(.error, fault)
            case .cancel(let cancellation): end(cancellation)
            }
        }
        isPerforming = false
        armTimer()
    }

    /// Counts another attempt of a step.
    func countAttempt(of step: Int, withNextModel: Bool) {
        if withNextModel { fallbacks += 1 } else { retries += 1 }
        bound.metrics.triedAgain(step, withNextModel: withNextModel, on: loop.shard)
    }

    /// Percent of the whole, for the event at hand.
    var percent: Int { progress.percent(at: loop.now) }

    // MARK: Time

    func armTimer() {
        guard !machine.hasEnded else { return timer.disarm() }
        var earliest = machine.deadline
        func consider(_ instant: Instant?) {
            if let instant { earliest = min(earliest ?? instant, instant) }
        }
        for run in runs { consider(run.attempts?.deadline) }
        // Never while nothing runs that takes time.
        nextTick = runs.contains { $0.call != nil } ? nextTick ?? loop.now.advanced(by: Self.tick) : nil
        consider(nextTick)
        if let earliest { timer.arm(at: earliest) } else { timer.disarm() }
    }

    private func timePassed() {
        let now = loop.now
        perform(machine.timePassed(at: now))
        for run in runs where !machine.hasEnded {
            switch run.attempts?.timePassed(at: now) {
            case .attempt: beginAttempt(run)
            case .hedge(let model): beginHedge(run, with: model)
            case .late(let fault): attemptFailed(run, fault)
            case nil: break
            }
        }
        if let nextTick, nextTick <= now, !machine.hasEnded {
            tellProgress(at: now)
            stopIfOverspent()
        }
        armTimer()
    }

    private func tellProgress(at now: Instant) {
        nextTick = now.advanced(by: Self.tick)
        let percent = percent
        guard percent > shownPercent else { return }
        shownPercent = percent
        let remaining = progress.remaining(at: now)
        for run in runs where run.part == nil {
            let fraction = progress.fraction(of: run.step, at: now)
            let event = Event.StepProgress(step: run.step, fraction: fraction, remaining: remaining)
            log.append(.stepProgress(event), progress: percent)
        }
    }
}
