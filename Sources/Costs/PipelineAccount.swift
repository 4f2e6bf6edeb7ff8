package import Events
package import Metrics
package import Platform

/// What the calls of one pipeline are charged by, with its models' prices looked up.
package final class PipelineAccount: Sendable {
    private let accounts: Accounts
    private let pipeline: String
    private let prices: [ModelKey: PriceHistory]
    private let unpriced: UnpricedPolicy

    /// - Parameters:
    ///   - pipeline: Its name.
    ///   - models: Those that each of its steps may ask.
    ///   - prices: What they cost; kept as long as the pipeline is.
    ///   - unpriced: What follows from a price not being known.
    ///   - accounts: Everybody's.
    package init(
        of pipeline: String,
        models: [(step: String, model: ModelKey)],
        prices: PriceTable,
        unpriced: UnpricedPolicy = .free,
        in accounts: Accounts
    ) {
        self.pipeline = pipeline
        self.accounts = accounts
        self.unpriced = unpriced
        var found: [ModelKey: PriceHistory] = [:]
        for (step, model) in models {
            accounts.metrics.bind(pipeline, step, model)
            if found[model] == nil { found[model] = prices.prices(of: model) }
        }
        self.prices = found
    }

    /// Whether a model may be asked, as far as its price goes.
    package func allows(_ model: ModelKey, at time: Timestamp) -> Bool {
        unpriced == .free || prices[model]?.price(on: Day(time)) != nil
    }

    /// How the owner stands, if nothing more may be spent today.
    package func lineReached(by owner: String, at time: Timestamp) -> SpendingLine.Standing? {
        accounts.spending.reached(by: owner, at: time)
    }

    /// Enters a call that is over, and says what it has cost.
    package func charge(
        _ usage: Usage,
        of model: ModelKey,
        step: String,
        to owner: String,
        at time: Timestamp,
        on shard: Shard
    ) -> Cost {
        let cost = cost(of: usage, of: model, at: time)
        accounts.metrics.charged(cost, pipeline, step, model, on: shard)
        let key = LedgerKey(owner: owner, pipeline: pipeline, step: step, model: model, hour: Hour(time))
        accounts.ledger.enter(usage, cost, under: key)
        accounts.spending.spend(cost.amount, by: owner, on: Day(time))
        return cost
    }

    private func cost(of usage: Usage, of model: ModelKey, at time: Timestamp) -> Cost {
        // A call that was refused, or never made, has used nothing that could have a price.
        guard usage.inputTotal + usage.outputTotal > 0 else { return Cost() }
        guard let price = prices[model]?.price(on: Day(time)) else {
            accounts.warn(of: model)
            return Cost(unpricedCalls: 1)
        }
        let amount = price.cost(of: usage)
        return Cost(amount, estimated: usage.isEstimated ? amount : .zero)
    }
}
