internal import Metrics
internal import Platform
internal import Providers

/// What is learned of every model that the process has had; what a reload keeps is found here again.
final class LearnedFirstTokens: Sendable {
    private let known = Lock<[ModelReference: LearnedFirstToken]>([:])
    private let expected: GaugeFamily

    init(_ registry: Registry) {
        expected = registry.gauge(
            "penstock_provider_expected_time_to_first_token_seconds",
            "What a model normally takes to its first text, learned from its calls; 0 until that is known.",
            unit: .seconds,
            labels: ["provider", "model"]
        )
    }

    func bind(_ model: ModelReference) -> LearnedFirstToken {
        known.withLock { known in
            if let found = known[model] { return found }
            let made = LearnedFirstToken(gauge: expected.bind(model.provider, model.model))
            known[model] = made
            return made
        }
    }
}
