internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Metrics
internal import Platform

/// How a generation ends: once, with one terminal event.
extension Generation {
    func end(_ outcome: PipelineMetrics.Outcome, _ fault: GenerationFault?) {
        if let fault, fault.type == .timeoutGeneration || fault.type == .timeoutDeadline {
            failedStep = machine.runningStep
            // Innermost first, so that each is told of while what it is a part of still runs.
            for run in runs.reversed() { tell(run, fault) }
        }
        stopAll()
        let end = summaryOfEnd()
        if let fault {
            log.append(.generationError(end, fault), progress: 0)
        } else {
            log.append(.generationComplete(end), progress: 100)
        }
        finish(outcome, end, fault)
    }

    func end(_ cancellation: GenerationMachine.Cancellation) {
        stopAll()
        let end = summaryOfEnd()
        log.append(.generationCancelled(end, reason: cancellation.reason), progress: 0)
        finish(cancellation == .abandoned ? .abandoned : .cancelled, end, nil)
    }

    private func stopAll() {
        for run in runs.reversed() { take(run, .cancelled) }
    }

    private func summaryOfEnd() -> Event.GenerationEnd {
        var scope = JSONObject(minimumCapacity: 2)
        var known = outputs
        for (step, value) in partials.members where known[step] == nil { known[step] = value }
        scope["input"] = input
        scope["steps"] = .object(known)
        return Event.GenerationEnd(
            generation: id,
            result: selection.result.value(in: .object(scope)),
            missing: selection.steps.filter {
                !skipped.contains($0) && outputs[pipeline.steps[$0].id] == nil
            },
            duration: began.duration(to: loop.time.now()),
            usage: usage,
            cost: cost,
            stepCosts: stepCosts.values.sorted { $0.step < $1.step },
            steps: durations,
            models: models
        )
    }

    private func finish(
        _ outcome: PipelineMetrics.Outcome,
        _ end: Event.GenerationEnd,
        _ fault: GenerationFault?
    ) {
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
            cost: cost,
            retries: retries,
            fallbacks: fallbacks,
            hedges: hedges,
            failedStep: fault == nil ? nil : failedStep.map { pipeline.steps[$0].id },
            fault: fault
        )
        summary.isExported = trace?.ended(summary, at: loop.time.now()) ?? false
        ended(summary)
    }
}
