internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Metrics

/// Steps that run others: a for-each its body for every element, a check the model whose work it refuses.
extension Generation {
    // MARK: For-each

    func begin(_ step: ForEachStep, _ run: StepRun) throws(GenerationFault) {
        // What an optional step would have made may be missing.
        let over = step.over.value(in: scope(run)) ?? .null
        guard let elements = over == .null ? [] : over.array else {
            throw GenerationFault(.outputSchema, "\(step.over) is no list")
        }
        guard elements.count <= step.elementsMax else {
            throw GenerationFault(
                .outputLength,
                "\(step.over) has \(elements.count) elements, and at most \(step.elementsMax) are worked on"
            )
        }
        run.parts = StepParts(elements, atOnce: step.atOnce)
        beginParts(step, run)
    }

    private func beginParts(_ step: ForEachStep, _ run: StepRun) {
        guard run.parts?.isBeginning == false else { return }
        run.parts?.isBeginning = true
        // A body that is over at once makes room for the next; one that fails ends the run.
        while run.isUnderWay, !machine.hasEnded, let index = run.parts?.takeNext() {
            let count = run.parts?.elements.count ?? 0
            let part = Event.Part(parent: run.step, index: index, count: count)
            let body = StepRun(step.body, of: self, part: part, in: run)
            body.locals = run.locals
            body.locals[step.name] = run.parts?.elements[index]
            body.locals["index"] = .integer(Int64(index))
            begin(body)
        }
        run.parts?.isBeginning = false
        if run.isUnderWay, let result = run.parts?.result { succeed(run, result) }
    }

    func partEnded(_ part: StepRun, of run: StepRun, _ output: JSONValue) {
        switch pipeline.steps[run.step].kind {
        case .forEach(let step):
            run.parts?.ended(part.part?.index ?? 0, output)
            beginParts(step, run)
        case .check(let step):
            partOfRepairEnded(part, of: run, step)
        case .model, .transform:
            preconditionFailure("only a for-each and a check have parts")
        }
    }

    // MARK: Check and repair

    func check(_ step: CheckStep, _ run: StepRun) throws(GenerationFault) {
        let violations = StepOutput.violations(step, scope(run))
        guard !violations.isEmpty else { return succeed(run, ["passed": true]) }
        let fault = GenerationFault(failing: violations)
        guard let repair = step.repair, run.attempt <= repair.rounds else { throw fault }
        countAttempt(of: run.step, withNextModel: false)
        log.append(
            .stepRetry(
                Event.StepRetry(step: run.step, attempt: run.attempt, fault: fault, wait: .zero, model: nil)
            ),
            progress: percent
        )
        run.repair = repair
        let round = Event.Part(parent: run.step, index: run.attempt - 1, count: repair.rounds)
        let model = StepRun(repair.step, of: self, part: round, in: run)
        model.prompt = repair.prompt
        model.message = repair.message
        model.locals["reasons"] = .array(violations.map { .string($0.message) })
        model.locals["previous"] = outputs[pipeline.steps[repair.step].id] ?? .null
        model.locals["round"] = .integer(Int64(run.attempt))
        begin(model)
    }

    /// Makes the value again of what the model answered, and looks at it again.
    private func partOfRepairEnded(_ part: StepRun, of run: StepRun, _ step: CheckStep) {
        guard let repair = run.repair, let round = part.part, !machine.hasEnded else { return }
        let done = repair.between.firstIndex(of: part.step).map { $0 + 1 } ?? 0
        guard done == repair.between.count else {
            return begin(StepRun(repair.between[done], of: self, part: round, in: run))
        }
        run.repair = nil
        run.attempt += 1
        do throws(GenerationFault) {
            try announce(run)
            try check(step, run)
        } catch {
            fail(run, error)
        }
    }
}
