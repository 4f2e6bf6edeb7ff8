internal import Bytes
internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Metrics
internal import Platform
internal import Providers
internal import Templates

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
            continuations: step.elements?.continuation?.rounds ?? 0,
            at: loop.now
        )
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
        let request = try request(step, run, model)
        if !models.contains(model.description) { models.append(model.description) }
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
        if let trace {
            run.asked = request
            if trace.keepsContent { run.content = CallContent(request) }
        }
        run.isAsking = true
        run.call = provider.call(request, on: loop, by: upstream, observer: run)
    }

    private func request(
        _ step: ModelStep,
        _ run: StepRun,
        _ model: ModelReference
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
            attempt: run.attempt,
            trace: run.trace?.call
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
        armTimer()
        guard let model = run.model else { return }
        bound.modelMetrics(model).began(after: run.attemptBegan.duration(to: loop.now), on: loop.shard)
    }

    func callEnded(_ end: ModelCallEnd, of run: StepRun) {
        run.notes = run.call?.notes ?? CallNotes()
        run.call = nil
        switch end {
        case .failed(let fault, let used):
            countCall(run, .error, fault.type, used)
            attemptFailed(run, fault)
        case .finished(let reason, let used):
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
        let now = loop.now
        let before = run.model
        guard
            case .attempt(let next, let wait)? = run.attempts?.failed(
                fault.type,
                grew: complete > kept,
                at: now,
                random: &loop.random
            )
        else { return fail(run, fault) }
        endAttempt(run, fault)
        let model = run.models[next]
        countAttempt(of: run.step, withNextModel: model != before)
        log.append(
            .stepRetry(
                Event.StepRetry(
                    step: run.step,
                    attempt: run.attempt,
                    part: run.part,
                    fault: fault,
                    wait: wait,
                    model: model.description,
                    kept: complete
                )
            ),
            progress: percent
        )
        if let reader = run.reader.take() { run.reader = reader.next() }
        // Never from inside the call that has just failed: the timer begins the next attempt.
        armTimer()
    }

    /// Ends the attempt that runs, and counts its call if that is not over.
    func endAttempt(_ run: StepRun, _ fault: GenerationFault?) {
        guard run.isAsking else { return }
        run.isAsking = false
        if let call = run.call.take() {
            let isLate = fault?.type.isTimeout == true
            let used = call.cancel()
            run.notes = call.notes
            countCall(run, .cancelled, isLate ? fault?.type : nil, used)
        }
        run.text?.withText { run.content?.answered($0) }
        run.content?.finish = run.finish
        trace?.attemptEnded(run, fault, at: loop.time.now())
        (run.firstText, run.finish, run.content, run.latestUsage) = (nil, nil, nil, Usage())
        run.latestCost = Cost()
        run.notes = CallNotes()
    }

    /// Counts the call of a run, which is over, and what it has used.
    private func countCall(
        _ run: StepRun,
        _ outcome: ModelCallSummary.Outcome,
        _ type: ErrorType?,
        _ used: Usage
    ) {
        guard let model = run.model else { return }
        run.usage += used
        run.latestUsage = used
        usage += used
        run.latestCost = charge(run, model, used)
        let now = loop.time.now()
        let call = ModelCallSummary(
            outcome,
            type,
            duration: run.attemptBegan.duration(to: now),
            textDuration: run.firstText?.duration(to: now),
            usage: used,
            notes: run.notes
        )
        bound.modelMetrics(model).ended(call, trace?.exemplar, on: loop.shard)
        bound.metrics.used(used, run.step, model, on: loop.shard)
    }
}
