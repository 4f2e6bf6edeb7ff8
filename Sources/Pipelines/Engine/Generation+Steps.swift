internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Metrics
internal import Platform
internal import Providers
internal import Templates

/// How steps begin and end.
extension Generation {
    func begin(_ index: Int) {
        let step = pipeline.steps[index]
        if let condition = step.condition, !condition.isTrue(in: scope(nil)) { return skip(index, condition) }
        progress.began(index, at: loop.now)
        begin(StepRun(index, of: self))
    }

    /// Begins a run, of which the first event is still to come.
    func begin(_ run: StepRun) {
        runs.append(run)
        run.trace = trace?.began(below: run.parent?.trace)
        do throws(GenerationFault) {
            switch pipeline.steps[run.step].kind {
            case .model(let step):
                try begin(step, run)
            case .transform(let step):
                try announce(run)
                succeed(run, try StepOutput.transform(step, scope(run)))
            case .check(let step):
                try announce(run)
                try check(step, run)
            case .forEach(let step):
                try announce(run)
                try begin(step, run)
            }
        } catch {
            fail(run, error)
        }
    }

    private func skip(_ index: Int, _ condition: Expression) {
        bound.metrics.stepSkipped(index, on: loop.shard)
        progress.finished(index)
        skipped.insert(index)
        let reason = "The step runs only if \(condition.source)"
        log.append(.stepSkip(Event.StepSkip(step: index, reason: reason)), progress: percent)
        perform(machine.stepEnded(index))
    }

    /// Tells readers that an attempt begins.
    func announce(_ run: StepRun) throws(GenerationFault) {
        let step = pipeline.steps[run.step]
        log.append(
            .stepStart(
                Event.StepStart(
                    step: run.step,
                    attempt: run.attempt,
                    part: run.part,
                    message: try StepOutput.render(run.message ?? step.message, scope(run)),
                    model: run.model?.description,
                    remaining: progress.remaining(at: loop.now)
                )
            ),
            progress: percent
        )
    }

    /// What templates of a step know.
    func scope(_ run: StepRun?) -> JSONValue {
        var scope = JSONObject(minimumCapacity: 4 + (run?.locals.count ?? 0))
        scope["input"] = input
        scope["steps"] = .object(outputs)
        scope["pipeline"] = .string(pipeline.name)
        if let model = run?.model { scope["model"] = .string(model.model) }
        for (name, value) in run?.locals.members ?? [] { scope[name] = value }
        return .object(scope)
    }

    // MARK: How runs end

    func succeed(_ run: StepRun, _ output: JSONValue) {
        let duration = take(run, .ok)
        let step = pipeline.steps[run.step]
        if run.part == nil || run.parent?.repair != nil { outputs[step.id] = output }
        if run.part == nil { progress.finished(run.step) }
        if case .model(let model) = step.kind, let draft = model.draft, let text = output.string {
            let message = message(draft, run, output) ?? ""
            let draft = Event.Draft(step: run.step, part: run.part, message: message, text: text)
            log.append(.draft(draft), progress: percent)
        }
        log.append(
            .stepComplete(
                Event.StepComplete(
                    step: run.step,
                    attempt: run.attempt,
                    part: run.part,
                    message: step.completed.flatMap { message($0, run, output) },
                    duration: duration,
                    output: output,
                    usage: run.usage,
                    cost: run.cost,
                    remaining: progress.remaining(at: loop.now)
                )
            ),
            progress: percent
        )
        if let parent = run.parent {
            partEnded(run, of: parent, output)
        } else {
            perform(machine.stepEnded(run.step))
        }
    }

    /// What readers are told of an output; the checker has seen to it that it can be told.
    private func message(_ template: Template, _ run: StepRun, _ output: JSONValue) -> String? {
        run.locals["output"] = output
        return try? StepOutput.render(template, scope(run))
    }

    func fail(_ run: StepRun, _ fault: GenerationFault) {
        stopParts(of: run)
        tell(run, fault)
        if let parent = run.parent {
            fail(parent, fault)
        } else if pipeline.steps[run.step].isOptional {
            progress.finished(run.step)
            perform(machine.stepEnded(run.step))
        } else {
            failedStep = failedStep ?? run.step
            perform(machine.stepFailed(fault))
        }
    }

    /// Ends a run with a fault, of which readers are told.
    func tell(_ run: StepRun, _ fault: GenerationFault) {
        let step = pipeline.steps[run.step]
        take(run, fault.type.isTimeout ? .timeout : .error, fault)
        bound.metrics.stepFailed(run.step, fault.type, on: loop.shard)
        log.append(
            .stepError(
                Event.StepError(
                    step: run.step,
                    attempt: run.attempt,
                    part: run.part,
                    fault: fault,
                    usage: run.usage,
                    isOptional: run.part == nil && step.isOptional && !machine.hasEnded
                )
            ),
            progress: 0
        )
    }

    /// Ends what a run consists of, because it is not wanted any more.
    func stopParts(of run: StepRun) {
        for part in runs where part.parent === run { take(part, .cancelled) }
    }

    /// Takes a run out of those that are not over, and counts it.
    ///
    /// - Returns: How long it took.
    @discardableResult func take(
        _ run: StepRun,
        _ outcome: PipelineMetrics.StepOutcome,
        _ fault: GenerationFault? = nil
    ) -> Duration {
        if outcome != .ok, run.part == nil, let salvaged = run.reader?.salvaged(), salvaged.kept > 0 {
            partials[pipeline.steps[run.step].id] = salvaged.value
        }
        endHedge(of: run, outcome == .ok ? .lost : .cancelled)
        endAttempt(run, fault)
        run.attempts?.end()
        runs.removeAll { $0 === run }
        let now = loop.time.now()
        let duration = run.began.duration(to: now)
        if run.part == nil { durations.append((run.step, duration)) }
        let isSlow = bound.metrics.stepEnded(
            run.step,
            outcome,
            duration,
            trace?.exemplar,
            at: now,
            on: loop.shard
        )
        trace?.stepEnded(pipeline.steps[run.step], run, outcome, fault, isSlow: isSlow, at: now)
        return duration
    }
}
