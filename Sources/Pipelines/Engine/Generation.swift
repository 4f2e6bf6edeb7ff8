internal import Bytes
internal import Dialects
package import EventLog
package import EventLoops
package import Events
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
    /// Where the text of the step that runs goes.
    var text: TextHandle?
    var progress: ProgressEstimate
    var machine: GenerationMachine

    package let id: GenerationID
    let bound: BoundPipeline
    var pipeline: Pipeline { bound.pipeline }
    private let providers: ProviderCatalog
    private let ended: (GenerationSummary) -> Void
    private var trace: GenerationTrace?
    /// What each step is expected to take, as it was known at the start.
    private let expected: [Duration]
    /// What templates see: the input and the outputs so far.
    private var input: JSONValue
    private var outputs = JSONObject()
    var run: StepRun?
    private let began: Instant
    private var durations: [(step: Int, duration: Duration)] = []
    var usage = Usage()
    private var models: [String] = []
    /// The step that ran when the last reader left.
    private var abandonedIn: Int?
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in timePassed() }

    /// Text that one step may produce; what a model says beyond it is not wanted any more.
    static let textBytesMax = 4 << 20

    /// - Parameters:
    ///   - id: Its name.
    ///   - bound: What it runs; kept to the end, whatever is reloaded meanwhile.
    ///   - input: Satisfies the pipeline's schema.
    ///   - providers: Whom its model calls go to.
    ///   - loop: Where it lives.
    ///   - trace: Collects its spans, if it is of a trace.
    ///   - ended: Told once, when it is over.
    package init(
        _ id: GenerationID,
        of bound: BoundPipeline,
        input: JSONValue,
        providers: ProviderCatalog,
        on loop: EventLoop,
        trace: GenerationTrace? = nil,
        ended: @escaping (GenerationSummary) -> Void
    ) {
        let pipeline = bound.pipeline
        self.id = id
        self.bound = bound
        self.input = input
        self.providers = providers
        self.loop = loop
        self.ended = ended
        self.trace = trace
        log = GenerationLog(StreamFacts(generation: id, epoch: 1, pipeline: pipeline.facts), on: loop)
        machine = GenerationMachine(
            timeouts: pipeline.steps.map {
                if case .model(let step) = $0.kind { step.timeouts } else { nil }
            },
            timeout: pipeline.timeout,
            disconnect: pipeline.disconnect
        )
        expected = bound.metrics.expected
        progress = ProgressEstimate(expected: expected)
        began = loop.now
    }

    deinit {
        timer.disarm()
    }

    /// Begins; whoever wants to read from the first event on subscribes before.
    package func start() {
        bound.metrics.began(on: loop.shard)
        log.abandoned = { [unowned self] in readersLeft() }
        log.attended = { [unowned self] in readerCame() }
        let steps = pipeline.selection.steps.map { (step: $0, expected: expected[$0]) }
        let start = Event.GenerationStart(generation: id, steps: steps)
        log.append(.generationStart(start), progress: 0)
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
        armTimer()
    }

    private func readerCame() {
        abandonedIn = nil
        machine.readerCame()
        armTimer()
    }

    private func timePassed() {
        perform(machine.timePassed(at: loop.now))
        armTimer()
    }

    func armTimer() {
        if let deadline = machine.deadline { timer.arm(at: deadline) } else { timer.disarm() }
    }

    // MARK: What the machine decides

    /// Does one thing after the other, as long as each is over at once.
    func perform(_ action: GenerationMachine.Action?) {
        var next = action
        while let action = next {
            next = nil
            switch action {
            case .run(let step): next = begin(step)
            case .complete: end(.complete, nil)
            case .fail(let fault): end(.error, fault)
            case .cancel(let cancellation): end(cancellation)
            }
        }
    }

    private func begin(_ index: Int) -> GenerationMachine.Action? {
        let step = pipeline.steps[index]
        let run = StepRun(step: index, attempt: 1, began: loop.time.now())
        self.run = run
        progress.began(index, at: loop.now)
        do throws(GenerationFault) {
            switch step.kind {
            case .model(let model):
                try call(model, of: step, run)
                armTimer()
                return nil
            case .transform(let transform):
                try announce(step, model: nil)
                return succeed(try StepOutput.transform(transform, scope()), Usage())
            case .check(let check):
                try announce(step, model: nil)
                return succeed(try StepOutput.check(check, scope()), Usage())
            case .forEach:
                throw GenerationFault(.internalBug, "The step cannot run yet")
            }
        } catch {
            return machine.stepFailed(error)
        }
    }

    private func call(_ step: ModelStep, of declared: Step, _ begun: StepRun) throws(GenerationFault) {
        var run = begun
        guard let model = step.models.first(where: { providers[$0.provider] != nil }),
            let provider = providers[model.provider]
        else {
            throw GenerationFault(.providerRefusedRequest, "No provider of this step's models is configured")
        }
        try announce(declared, model: model)
        let schema: JSONSchema? = if case .json(let schema) = step.output { schema } else { nil }
        let scope = scope()
        let request = ModelRequest(
            model: model,
            system: try step.system.map { system throws(GenerationFault) in
                try StepOutput.render(system, scope)
            },
            prompt: try StepOutput.render(step.prompt, scope),
            schema: schema,
            maxOutputTokens: step.maxTokens?.base,
            temperature: step.temperature,
            attempt: run.attempt
        )
        if !models.contains(model.description) { models.append(model.description) }
        run.model = model
        text = log.beginText(step: run.step, attempt: run.attempt)
        if trace?.keepsContent == true { run.content = CallContent(request) }
        run.call = provider.call(request, on: loop, observer: self)
        self.run = run
    }

    private func announce(_ step: Step, model: ModelReference?) throws(GenerationFault) {
        guard let run else { return }
        let message = try StepOutput.render(step.message, scope(model: model))
        log.append(
            .stepStart(
                Event.StepStart(
                    step: run.step,
                    attempt: run.attempt,
                    message: message,
                    model: model?.description,
                    remaining: progress.remaining(at: loop.now)
                )
            ),
            progress: progress.percent(at: loop.now)
        )
    }

    private func scope(model: ModelReference? = nil) -> JSONValue {
        var scope = JSONObject(minimumCapacity: 4)
        scope["input"] = input
        scope["steps"] = .object(outputs)
        scope["pipeline"] = .string(pipeline.name)
        if let model { scope["model"] = .string(model.model) }
        return .object(scope)
    }

    // MARK: How steps end

    func succeed(_ output: JSONValue, _ used: Usage) -> GenerationMachine.Action {
        guard let run = take(.ok, used) else { preconditionFailure("no step runs that could succeed") }
        let step = pipeline.steps[run.step]
        outputs[step.id] = output
        progress.finished(run.step)
        if case .model(let model) = step.kind, let draft = model.draft, let text = output.string {
            let message = (try? StepOutput.render(draft, scope(model: run.model))) ?? ""
            let draft = Event.Draft(step: run.step, message: message, text: text)
            log.append(.draft(draft), progress: progress.percent(at: loop.now))
        }
        log.append(
            .stepComplete(
                Event.StepComplete(
                    step: run.step,
                    attempt: run.attempt,
                    duration: durations[durations.count - 1].duration,
                    output: output,
                    usage: used,
                    remaining: progress.remaining(at: loop.now)
                )
            ),
            progress: progress.percent(at: loop.now)
        )
        return machine.stepSucceeded(at: loop.now)
    }

    /// Takes the step that runs out of the running, and counts it.
    private func take(
        _ outcome: PipelineMetrics.StepOutcome,
        _ used: Usage,
        _ fault: GenerationFault? = nil
    ) -> StepRun? {
        guard var run = run.take() else { return nil }
        text?.withText { run.content?.answered($0) }
        run.usage += used
        text = nil
        let now = loop.time.now()
        let duration = run.began.duration(to: now)
        durations.append((run.step, duration))
        usage += used
        let isSlow = bound.metrics.stepEnded(
            run.step,
            outcome,
            duration,
            trace?.exemplar,
            at: now,
            on: loop.shard
        )
        trace?.stepEnded(pipeline.steps[run.step], run, outcome, fault, isSlow: isSlow, at: now)
        return run
    }

    /// Counts the call of the step that runs, which is over, and what it has used.
    func countCall(_ outcome: ModelCallSummary.Outcome, _ type: ErrorType?, _ used: Usage) {
        guard let run, let model = run.model else { return }
        let now = loop.time.now()
        let call = ModelCallSummary(
            outcome,
            type,
            duration: run.began.duration(to: now),
            textDuration: run.firstText?.duration(to: now),
            usage: used
        )
        bound.modelMetrics(model).ended(call, trace?.exemplar, on: loop.shard)
        bound.metrics.used(used, run.step, model, on: loop.shard)
    }

    /// Stops the step that runs, because of `fault` or because it is not wanted any more.
    private func stop(_ fault: GenerationFault?) {
        let isTimeout = fault?.type.isTimeout == true
        guard let running = run else { return }
        let used = running.call?.cancel() ?? Usage()
        let outcome: PipelineMetrics.StepOutcome = fault == nil ? .cancelled : isTimeout ? .timeout : .error
        if running.call != nil { countCall(.cancelled, fault?.type, used) }
        guard let run = take(outcome, used, fault), let fault else { return }
        bound.metrics.stepFailed(run.step, fault.type, on: loop.shard)
        let error = Event.StepError(step: run.step, attempt: run.attempt, fault: fault)
        log.append(.stepError(error), progress: 0)
    }

    // MARK: How it ends

    private func end(_ outcome: PipelineMetrics.Outcome, _ fault: GenerationFault?) {
        let failed = run.map { pipeline.steps[$0.step].id }
        stop(fault)
        let end = summaryOfEnd()
        if let fault {
            log.append(.generationError(end, fault), progress: 0)
        } else {
            log.append(.generationComplete(end), progress: 100)
        }
        finish(outcome, end, failed, fault)
    }

    private func end(_ cancellation: GenerationMachine.Cancellation) {
        stop(nil)
        let end = summaryOfEnd()
        log.append(.generationCancelled(end, reason: cancellation.reason), progress: 0)
        finish(cancellation == .abandoned ? .abandoned : .cancelled, end, nil, nil)
    }

    private func summaryOfEnd() -> Event.GenerationEnd {
        let done = Set(pipeline.steps.indices.filter { outputs[pipeline.steps[$0].id] != nil })
        return Event.GenerationEnd(
            generation: id,
            result: pipeline.selection.result.value(in: scope()),
            missing: pipeline.steps.indices.filter { !done.contains($0) },
            duration: began.duration(to: loop.time.now()),
            usage: usage,
            steps: durations,
            models: models
        )
    }

    private func finish(
        _ outcome: PipelineMetrics.Outcome,
        _ end: Event.GenerationEnd,
        _ failed: String?,
        _ fault: GenerationFault?
    ) {
        timer.disarm()
        bound.metrics.ended(outcome, fault?.type, end.duration, trace?.exemplar, on: loop.shard)
        if let abandonedIn { bound.metrics.abandoned(in: abandonedIn, on: loop.shard) }
        var summary = GenerationSummary(
            id: id,
            pipeline: pipeline.name,
            outcome: outcome,
            duration: end.duration,
            steps: durations.map { (pipeline.steps[$0.step].id, $0.duration) },
            models: models,
            usage: usage,
            failedStep: fault == nil ? nil : failed,
            fault: fault
        )
        summary.isExported = trace?.ended(summary, at: loop.time.now()) ?? false
        ended(summary)
    }
}
