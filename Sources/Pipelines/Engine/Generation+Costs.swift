package import Costs
internal import EventLog
internal import EventLoops
package import Events
package import Providers

/// What a generation costs: every call is charged when it is over, whatever came of it.
extension Generation {
    /// Charges a call of one run, and tells readers who want to know.
    ///
    /// - Returns: What it has cost.
    func charge(_ run: StepRun, _ model: ModelReference, _ used: Usage) -> Cost {
        guard let account = bound.account else { return Cost() }
        let charged = account.charge(
            used,
            of: ModelKey(model),
            step: pipeline.steps[run.step].id,
            to: owner,
            at: loop.timestamp,
            on: loop.shard
        )
        run.cost += charged
        cost += charged
        var (usageOfStep, costOfStep) = (used, charged)
        if let before = stepCosts[run.step] {
            usageOfStep += before.usage
            costOfStep += before.cost
        }
        stepCosts[run.step] = Event.StepCost(step: run.step, usage: usageOfStep, cost: costOfStep)
        log.append(
            Event.Charge(
                step: run.step,
                attempt: run.attempt,
                part: run.part,
                model: model.description,
                usage: used,
                cost: charged,
                total: cost
            )
        )
        // Never from inside the end of a call, which has more to do.
        loop.atEndOfTurn { [weak self] in self?.stopIfOverspent() }
        return charged
    }

    /// Ends it if its owner has spent what may be spent in a day, by this generation or another.
    func stopIfOverspent() {
        guard !machine.hasEnded, let standing = bound.account?.lineReached(by: owner, at: loop.timestamp)
        else { return }
        perform(machine.stop(GenerationFault(standing)))
    }

    /// Those of the models that may be asked, as far as their price goes.
    func affordable(_ models: [ModelReference]) throws(GenerationFault) -> [ModelReference] {
        guard let account = bound.account else { return models }
        let allowed = models.filter { account.allows(ModelKey($0), at: loop.timestamp) }
        guard allowed.isEmpty else { return allowed }
        let names = models.map(\.description).joined(separator: ", ")
        let sentence = "No price is known for \(names), and models without one are not asked"
        throw GenerationFault(.policyBudgetExceeded, sentence)
    }
}

extension ModelKey {
    package init(_ model: ModelReference) {
        self.init(provider: model.provider, model: model.model)
    }
}

extension GenerationFault {
    /// An owner has spent what may be spent in a day.
    package init(_ standing: SpendingLine.Standing) {
        let limit = standing.limit
        self.init(.policyBudgetExceeded, "The \(limit) dollars that may be spent in a day (UTC) are spent")
    }
}
