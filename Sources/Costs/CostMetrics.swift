internal import Events
internal import Metrics

/// What is counted of money.
struct CostMetrics: Sendable {
    private let dollars: CounterFamily
    private let estimated: CounterFamily
    private let unpriced: CounterFamily

    init(_ registry: Registry) {
        dollars = registry.counter(
            "penstock_cost_dollars_total",
            "What model calls cost by the price table, whatever came of them.",
            unit: .dollars,
            labels: ["pipeline", "step", "provider", "model"]
        )
        estimated = registry.counter(
            "penstock_cost_estimated_dollars_total",
            "The part of it whose tokens were estimated because the provider did not say how many there were.",
            unit: .dollars,
            labels: ["pipeline", "step", "provider", "model"]
        )
        unpriced = registry.counter(
            "penstock_cost_unpriced_calls_total",
            "Calls of models that the price table does not know; they count as free.",
            labels: ["provider", "model"]
        )
    }

    /// Makes the series exist before there is anything to count.
    func bind(_ pipeline: String, _ step: String, _ model: ModelKey) {
        _ = dollars.bind(pipeline, step, model.provider, model.model)
        _ = estimated.bind(pipeline, step, model.provider, model.model)
        _ = unpriced.bind(model.provider, model.model)
    }

    func charged(_ cost: Cost, _ pipeline: String, _ step: String, _ model: ModelKey, on shard: Shard) {
        if cost.unpricedCalls > 0 { unpriced.bind(model.provider, model.model).add(on: shard) }
        let count = { (amount: NanoDollars) in UInt64(max(0, amount.count)) }
        if cost.amount > .zero {
            dollars.bind(pipeline, step, model.provider, model.model).add(count(cost.amount), on: shard)
        }
        if cost.estimated > .zero {
            estimated.bind(pipeline, step, model.provider, model.model).add(count(cost.estimated), on: shard)
        }
    }
}
