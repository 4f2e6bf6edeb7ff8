package import Events
package import Metrics

/// What is counted of model calls.
package struct ProviderMetrics: Sendable {
    private let requests: CounterFamily
    private let firstToken: HistogramFamily
    private let perToken: HistogramFamily
    private let durations: HistogramFamily

    package enum Outcome: String, CaseIterable, Sendable {
        case ok
        case error
        /// Ended by us: a reader left, a timeout, a cancellation.
        case cancelled
    }

    package init(_ registry: Registry) {
        let labels = ["provider", "model"]
        requests = registry.counter(
            "penstock_provider_requests_total",
            "Model calls that ended, how, and why if they failed.",
            labels: labels + ["outcome", "error_type"],
            labelsKept: ["outcome", "error_type"]
        )
        firstToken = registry.histogram(
            "penstock_provider_time_to_first_token_seconds",
            "From the start of a model call to its first text.",
            unit: .seconds,
            bounds: .steps,
            labels: labels,
            detail: [.native, .exemplars]
        )
        perToken = registry.histogram(
            "penstock_provider_time_per_output_token_seconds",
            "From the first text of a model call to its end, divided by the tokens of its answer.",
            unit: .seconds,
            bounds: .exponential(from: .microseconds(100), to: .seconds(2), factor: 1.5),
            labels: labels,
            detail: .native
        )
        durations = registry.histogram(
            "penstock_provider_request_duration_seconds",
            "From the start of a model call to its end, however it ended.",
            unit: .seconds,
            bounds: .steps,
            labels: labels,
            detail: [.native, .exemplars]
        )
    }

    /// The handles of one model, everything that can happen to a call at 0.
    package func bind(_ model: ModelReference) -> Bound {
        for type in ErrorType.ofModelCalls {
            _ = requests.bind(model.provider, model.model, Outcome.error.rawValue, type.rawValue)
        }
        return Bound(
            requests: requests,
            model: model,
            ok: requests.bind(model.provider, model.model, Outcome.ok.rawValue, ""),
            cancelled: requests.bind(model.provider, model.model, Outcome.cancelled.rawValue, ""),
            firstToken: firstToken.bind(model.provider, model.model),
            perToken: perToken.bind(model.provider, model.model),
            duration: durations.bind(model.provider, model.model)
        )
    }

    /// Handles of one model.
    package struct Bound: Sendable {
        private let requests: CounterFamily
        private let model: ModelReference
        private let ok: Counter
        private let cancelled: Counter
        package let firstToken: Histogram
        package let perToken: Histogram
        package let duration: Histogram

        fileprivate init(
            requests: CounterFamily,
            model: ModelReference,
            ok: Counter,
            cancelled: Counter,
            firstToken: Histogram,
            perToken: Histogram,
            duration: Histogram
        ) {
            self.requests = requests
            self.model = model
            self.ok = ok
            self.cancelled = cancelled
            self.firstToken = firstToken
            self.perToken = perToken
            self.duration = duration
        }

        package func succeeded(on shard: Shard) {
            ok.add(on: shard)
        }

        package func wasCancelled(on shard: Shard) {
            cancelled.add(on: shard)
        }

        package func failed(_ type: ErrorType, on shard: Shard) {
            requests.bind(model.provider, model.model, Outcome.error.rawValue, type.rawValue).add(on: shard)
        }
    }
}
