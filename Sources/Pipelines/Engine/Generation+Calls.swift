internal import Bytes
internal import Costs
internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Metrics
internal import Platform
internal import Providers
internal import Templates
internal import Tracing

/// How models are asked: attempt by attempt, until one answers or none is left.
extension Generation {
    func begin(_ step: ModelStep, _ run: StepRun) throws(GenerationFault) {
        let scope = scope(run)
        run.models = step.models(in: scope).filter { providers[$0.provider] != nil }
        guard !run.models.isEmpty else {
            throw GenerationFault(.providerRefusedRequest, "No provider of this step's models is configured")
        }
        run.models = try affordable(run.models)
        run.attempts = AttemptMachine(
            models: run.models.count,
            retry: pipeline.steps[run.step].retry,
            timeouts: step.timeouts,
            minimumRate: step.minimumRate,
            continuations: step.elements?.continuation?.rounds ?? 0,
            at: loop.now
        )
        run.isPaced = step.minimumRate != nil
        if case .json(let schema) = step.output {
            let count = step.elements?.count?.value(in: scope).integer
            run.reader = AnswerReader(schema, step.elements, count: count)
            run.isStructured = true
        }
        try ask(step, run)
    }

    /// Begins the next attempt, now that what it had to wait for is over.
    func beginAttempt(_ run: StepRun) {
        guard case .model(let step) = pipeline.steps[run.step].kind else { return }
        run.attempt += 1
        run.attempts?.attemptBegan(at: loop.now)
        run.attemptBegan = loop.time.now()
        run.trace = run.trace.flatMap { trace?.attemptBegan($0) }
        do throws(GenerationFault) {
            try ask(step, run)
        } catch {
            fail(run, error)
        }
        armTimer()
    }

    private func ask(_ step: ModelStep, _ run: StepRun) throws(GenerationFault) {
        let model = run.models[run.attempts?.model ?? 0]
        guard let provider = providers[model.provider] else { return }
        run.model = model
        try announce(run)
        let request = try request(step, run, model, attempt: run.attempt, trace: run.trace?.call)
        do throws(GenerationFault) {
            run.pass = try bound.model(model).circuit.pass(at: loop.now, on: loop.shard)
        } catch {
            run.isAsking = true
            return attemptFailed(run, error)
        }
        if !models.contains(model.description) { models.append(model.description) }
        try beginText(run)
        keep(request, of: run)
        run.isAsking = true
        run.call = provider.call(request, on: loop, by: upstream, observer: run)
        prepareHedge(step, run, since: run.attemptBegan)
    }

    /// Begins the text of an attempt, behind what is kept of earlier ones.
    func beginText(_ run: StepRun) throws(GenerationFault) {
        let kept = run.reader?.kept ?? 0
        if kept > 0, !log.hasRoom(for: run.text?.byteCount ?? 0) {
            throw GenerationFault(.outputLength, "The models said too much")
        }
        run.text = log.beginText(
            step: run.step,
            attempt: run.attempt,
            part: run.part,
            continuing: kept > 0 ? run.text : nil
        )
    }

    /// Keeps what is asked in the attempt that runs, for its span.
    func keep(_ request: ModelRequest, of run: StepRun) {
        guard let trace else { return }
        run.asked = request
        if trace.keepsContent { run.content = CallContent(request) }
    }

    func request(
        _ step: ModelStep,
        _ run: StepRun,
        _ model: ModelReference,
        attempt: Int,
        trace: TraceContext?
    ) throws(GenerationFault) -> ModelRequest {
        var prompt = run.prompt ?? step.prompt
        if let written = run.reader?.written, let continuation = step.elements?.continuation {
            prompt = continuation.prompt
            run.locals["written"] = written
            run.locals["kept"] = .integer(Int64(run.reader?.kept ?? 0))
        }
        let scope = scope(run)
        var schema: JSONSchema?
        if case .json(let declared) = step.output { schema = declared }
        return ModelRequest(
            model: model,
            system: try step.system.map { system throws(GenerationFault) in
                try StepOutput.render(system, scope)
            },
            prompt: try StepOutput.render(prompt, scope),
            schema: schema,
            maxOutputTokens: step.maxTokens?.tokens(in: scope),
            temperature: step.temperature,
            attempt: attempt,
            trace: trace
        )
    }

    // MARK: What the model says

    func produced(_ piece: Span<UInt8>, by run: StepRun) {
        guard let text = run.text else { return }
        guard text.addedBytes + piece.count <= Self.textBytesMax else {
            return attemptFailed(run, GenerationFault(.outputLength, "The model said too much"))
        }
        guard log.hasRoom(for: piece.count) else {
            return fail(run, GenerationFault(.outputLength, "The models said too much"))
        }
        run.attempts?.textArrived(at: loop.now)
        if run.isPaced { run.attempts?.said(piece.characterCount, at: loop.now) }
        if run.firstText == nil { firstTextArrived(run) }
        log.append(piece, to: text, progress: percent)
        guard run.isStructured else { return }
        do throws(GenerationFault) {
            try run.reader?.read(piece) { announce($0, of: run) }
        } catch {
            attemptFailed(run, error)
        }
    }

    private func announce(_ part: AnswerReader.Part, of run: StepRun) {
        let partial = Event.Partial(
            step: run.step,
            attempt: run.attempt,
            part: run.part,
            path: part.path,
            value: part.value,
            element: part.element
        )
        log.append(.partial(partial), progress: percent)
    }

    private func firstTextArrived(_ run: StepRun) {
        run.firstText = loop.now
        endHedge(of: run, .lost)
        armTimer()
        run.pass?.spoke(at: loop.now, random: &loop.random, on: loop.shard)
        guard let model = run.model else { return }
        let known = bound.model(model)
        let duration = run.attemptBegan.duration(to: loop.now)
        known.metrics.began(after: duration, on: loop.shard)
        known.firstToken.learn(duration, at: loop.now)
    }

    func callEnded(_ end: ModelCallEnd, of run: StepRun) {
        run.notes = run.call?.notes ?? CallNotes()
        run.call = nil
        switch end {
        case .failed(let fault, let used):
            tellCircuit(CircuitOutcome(fault.type), run)
            countCall(run, .error, fault.type, used)
            attemptFailed(run, fault)
        case .finished(let reason, let used):
            tellCircuit(.worked, run)
            countCall(run, .ok, nil, used)
            run.finish = reason
            do throws(GenerationFault) {
                succeed(run, try answer(of: run, reason))
            } catch {
                attemptFailed(run, error)
            }
        }
        // What follows may be another call, inside the end of this one.
        armTimer()
    }

    /// The value of a model's whole answer.
    private func answer(of run: StepRun, _ reason: FinishReason) throws(GenerationFault) -> JSONValue {
        guard reason != .contentFilter else {
            throw GenerationFault(.providerContentFiltered, "The provider withheld the answer")
        }
        guard run.isStructured else { return .string(run.text?.withText { $0.string } ?? "") }
        guard reason != .length else {
            throw GenerationFault(.outputLength, "The answer was cut off at its output budget")
        }
        return try run.reader?.finish() ?? .null
    }

    // MARK: How attempts end

    func attemptFailed(_ run: StepRun, _ fault: GenerationFault) {
        let kept = run.reader?.kept ?? 0
        let complete = run.reader?.salvaged()?.kept ?? 0
        let next = run.attempts?.failed(fault, grew: complete > kept, at: loop.now, random: &loop.random)
        switch next {
        case .nothing, nil:
            return fail(run, fault)
        case .attempt(let model, let wait):
            endAttempt(run, fault)
            tellRetry(run, fault, with: model, after: wait, kept: complete)
        case .hedge(let model):
            endAttempt(run, fault)
            tellRetry(run, fault, with: model, after: .zero, kept: complete)
            if let hedge = run.hedge { adopt(hedge) }
        }
        // Never from inside the call that has just failed: the timer begins the next attempt.
        armTimer()
    }

    /// Tells readers that another attempt follows the one that failed.
    private func tellRetry(
        _ run: StepRun,
        _ fault: GenerationFault,
        with next: Int,
        after wait: Duration,
        kept: Int
    ) {
        let model = run.models[next]
        countAttempt(of: run.step, withNextModel: model != run.model)
        log.append(
            .stepRetry(
                Event.StepRetry(
                    step: run.step,
                    attempt: run.attempt,
                    part: run.part,
                    fault: fault,
                    wait: wait,
                    model: model.description,
                    kept: kept
                )
            ),
            progress: percent
        )
        if let reader = run.reader.take() { run.reader = reader.next() }
    }

    /// Ends the attempt that runs, and counts its call if that is not over.
    func endAttempt(_ run: StepRun, _ fault: GenerationFault?) {
        guard run.isAsking else { return }
        run.isAsking = false
        if let call = run.call.take() {
            tellCircuit(fault.map { CircuitOutcome($0.type) } ?? .unknown, run)
            let isLate = fault?.type.isTimeout == true
            let used = call.cancel()
            run.notes = call.notes
            countCall(run, .cancelled, isLate ? fault?.type : nil, used)
        }
        run.text?.withText { run.content?.answered($0) }
        run.content?.finish = run.finish
        trace?.attemptEnded(run, fault, at: loop.time.now())
        (run.asked, run.firstText, run.finish, run.content, run.latestUsage) = (nil, nil, nil, nil, Usage())
        run.latestCost = Cost()
        run.notes = CallNotes()
        run.isHedge = false
    }

    /// Tells the circuit how the call of a run ended that it has allowed: once, so that each call counts once.
    private func tellCircuit(_ outcome: CircuitOutcome, _ run: StepRun) {
        run.pass.take()?.end(outcome, at: loop.now, random: &loop.random, on: loop.shard)
    }

    /// Counts the call of the attempt that runs, which is over, and what it has used.
    private func countCall(
        _ run: StepRun,
        _ outcome: ModelCallSummary.Outcome,
        _ type: ErrorType?,
        _ used: Usage
    ) {
        run.latestUsage = used
        if let record = run.record { run.latestCost = count(record, of: run, outcome, type) }
    }

    /// Counts a call that a run made, which is over, and what it has used.
    ///
    /// - Returns: What it cost.
    func count(
        _ record: CallRecord,
        of run: StepRun,
        _ outcome: ModelCallSummary.Outcome,
        _ type: ErrorType?
    ) -> Cost {
        run.usage += record.usage
        usage += record.usage
        let cost = charge(record, of: run)
        let now = loop.time.now()
        let call = ModelCallSummary(
            outcome,
            type,
            duration: record.began.duration(to: now),
            textDuration: record.firstText?.duration(to: now),
            usage: record.usage,
            notes: record.notes
        )
        bound.model(record.model).metrics.ended(call, trace?.exemplar, on: loop.shard)
        bound.metrics.used(record.usage, run.step, record.model, on: loop.shard)
        return cost
    }
}
