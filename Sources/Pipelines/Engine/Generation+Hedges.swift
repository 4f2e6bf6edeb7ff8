internal import EventLoops
internal import Events
internal import Metrics
internal import Platform
internal import Providers

/// How a second model is asked when the first is late: whichever says something first is heard, the other is called off.
extension Generation {
    /// Sooner than that no reader notices that nothing comes.
    private static let usualMin = Duration.milliseconds(100)

    /// Sees to it that the next model is asked too, if the attempt that has begun says nothing for too long.
    func prepareHedge(_ step: ModelStep, _ run: StepRun, since began: Instant) {
        guard let hedge = step.hedge, let model = run.model else { return }
        switch hedge {
        case .after(let time):
            run.attempts?.hedge(after: time, since: began)
        case .usual:
            guard let normal = bound.model(model).firstToken.normal else { return }
            run.attempts?.hedge(after: max(normal * 2, Self.usualMin), since: began)
        }
    }

    /// Asks the next model beside the attempt that runs.
    func beginHedge(_ run: StepRun, with index: Int) {
        run.attempts?.hedgeEnded()
        let model = run.models[index]
        guard case .model(let step) = pipeline.steps[run.step].kind, let provider = providers[model.provider],
            let pass = try? bound.model(model).circuit.pass(at: loop.now, on: loop.shard)
        else { return }
        let spans = run.trace.flatMap { trace?.attemptBegan($0) }
        let attempt = run.attempt + 1
        guard let request = try? request(step, run, model, attempt: attempt, trace: spans?.call) else {
            return
        }
        let hedge = Hedge(of: run, model, request, spans, pass: pass, at: loop.time.now())
        run.hedge = hedge
        run.attempts?.hedgeBegan(at: loop.now)
        hedges += 1
        if !models.contains(model.description) { models.append(model.description) }
        hedge.call = provider.call(request, on: loop, by: upstream, observer: hedge)
    }

    /// The second model spoke before the first: its call is the attempt from now on.
    ///
    /// - Returns: Whether it is listened to.
    func hedgeSpoke(_ hedge: Hedge) -> Bool {
        let run = hedge.run
        guard run.hedge === hedge, let model = run.model else { return false }
        // It would have taken at least so long, which what is usual has to know.
        let elapsed = run.attemptBegan.duration(to: loop.now)
        bound.model(model).firstToken.learn(elapsed, at: loop.now)
        endAttempt(run, nil)
        run.attempts?.hedgeSpoke()
        return adopt(hedge)
    }

    /// Makes the call of a hedge the attempt that runs; readers have heard nothing of what it replaces.
    ///
    /// - Returns: Whether that worked.
    @discardableResult func adopt(_ hedge: Hedge) -> Bool {
        let run = hedge.run
        guard case .model(let step) = pipeline.steps[run.step].kind else { return false }
        hedge.hasWon = true
        run.hedge = nil
        run.attempt += 1
        run.isHedge = true
        (run.model, run.attemptBegan, run.trace) = (hedge.model, hedge.began, hedge.trace)
        (run.call, run.pass) = (hedge.call.take(), hedge.pass.take())
        run.isAsking = true
        keep(hedge.request, of: run)
        bound.metrics.hedged(run.step, .won, on: loop.shard)
        do throws(GenerationFault) {
            try announce(run)
            try beginText(run)
        } catch {
            fail(run, error)
            return false
        }
        prepareHedge(step, run, since: hedge.began)
        return true
    }

    /// The call of a hedge is over that has said nothing; the first goes on.
    func hedgeEnded(_ hedge: Hedge, _ end: ModelCallEnd) {
        guard hedge.run.hedge === hedge else { return }
        switch end {
        case .failed(let fault, let used):
            take(hedge, .failed, fault, used, CircuitOutcome(fault.type))
        case .finished(let reason, let used):
            take(hedge, .failed, nil, used, .worked, reason)
        }
    }

    /// Calls a hedge off, if there is one.
    func endHedge(of run: StepRun, _ outcome: HedgeOutcome) {
        guard let hedge = run.hedge, let call = hedge.call else { return }
        let used = call.cancel()
        take(hedge, outcome, nil, used, .unknown)
    }

    /// Takes a hedge away that is over, and counts its call.
    private func take(
        _ hedge: Hedge,
        _ outcome: HedgeOutcome,
        _ fault: GenerationFault?,
        _ used: Usage,
        _ circuit: CircuitOutcome,
        _ finish: FinishReason? = nil
    ) {
        let run = hedge.run
        let notes = hedge.call?.notes ?? CallNotes()
        run.hedge = nil
        hedge.call = nil
        run.attempts?.hedgeEnded()
        hedge.pass.take()?.end(circuit, at: loop.now, random: &loop.random, on: loop.shard)
        var record = CallRecord(model: hedge.model, asked: hedge.request, began: hedge.began, finish: finish)
        record.usage = used
        record.notes = notes
        let ended: ModelCallSummary.Outcome = fault != nil ? .error : finish != nil ? .ok : .cancelled
        record.cost = count(record, of: run, ended, fault?.type)
        bound.metrics.hedged(run.step, outcome, on: loop.shard)
        trace?.hedgeEnded(record, run, hedge.trace, outcome, fault, at: loop.time.now())
    }
}
