internal import Events
package import Metrics

/// What is counted of model calls.
package struct ProviderMetrics: Sendable {
    private let requests: CounterFamily
    private let firstToken: HistogramFamily
    private let perToken: HistogramFamily
    private let durations: HistogramFamily
    private let estimates: CounterFamily
    private let framesSkipped: CounterFamily
    private let concessions: CounterFamily
    private let openTelemetry: OpenTelemetryCallMetrics?

    /// - Parameters:
    ///   - registry: Gets the families.
    ///   - openTelemetry: Whether calls are counted under OpenTelemetry's names too.
    package init(_ registry: Registry, openTelemetry: Bool = false) {
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
        estimates = registry.counter(
            "penstock_provider_usage_estimated_total",
            "Model calls whose tokens are estimated, because the provider has not said them.",
            labels: labels
        )
        framesSkipped = registry.counter(
            "penstock_provider_frames_skipped_total",
            "Frames of providers' answers that could not be read.",
            labels: labels
        )
        concessions = registry.counter(
            "penstock_provider_concessions_total",
            "Requests that were written anew because the provider refused their form.",
            labels: labels
        )
        self.openTelemetry = openTelemetry ? OpenTelemetryCallMetrics(registry) : nil
    }

    /// The handles of one model, everything that can happen to a call at 0.
    package func bind(_ model: ModelReference) -> Bound {
        for type in ErrorType.ofModelCalls {
            _ = requests.bind(
                model.provider,
                model.model,
                ModelCallSummary.Outcome.error.rawValue,
                type.rawValue
            )
        }
        return Bound(
            requests: requests,
            model: model,
            ok: requests.bind(model.provider, model.model, ModelCallSummary.Outcome.ok.rawValue, ""),
            cancelled: requests.bind(
                model.provider,
                model.model,
                ModelCallSummary.Outcome.cancelled.rawValue,
                ""
            ),
            firstToken: firstToken.bind(model.provider, model.model),
            perToken: perToken.bind(model.provider, model.model),
            duration: durations.bind(model.provider, model.model),
            estimates: estimates.bind(model.provider, model.model),
            framesSkipped: framesSkipped.bind(model.provider, model.model),
            concessions: concessions.bind(model.provider, model.model),
            openTelemetry: openTelemetry?.bind(model)
        )
    }

    /// Handles of one model.
    package struct Bound: Sendable {
        fileprivate let requests: CounterFamily
        fileprivate let model: ModelReference
        fileprivate let ok: Counter
        fileprivate let cancelled: Counter
        fileprivate let firstToken: Histogram
        fileprivate let perToken: Histogram
        fileprivate let duration: Histogram
        fileprivate let estimates: Counter
        fileprivate let framesSkipped: Counter
        fileprivate let concessions: Counter
        fileprivate let openTelemetry: OpenTelemetryCallMetrics.Bound?

        /// The first text of a call is there.
        package func began(after duration: Duration, on shard: Shard) {
            firstToken.observe(duration, on: shard)
            openTelemetry?.firstChunk.observe(duration, on: shard)
        }

        /// Counts a call that is over: each once.
        package func ended(_ call: ModelCallSummary, _ exemplar: Exemplar?, on shard: Shard) {
            count(call).add(on: shard)
            duration.observe(call.duration, exemplar: exemplar, on: shard)
            if let textDuration = call.textDuration, call.usage.output > 0 {
                perToken.observe(textDuration / call.usage.output, on: shard)
            }
            if call.usage.isEstimated { estimates.add(on: shard) }
            framesSkipped.add(UInt64(call.notes.framesSkipped), on: shard)
            concessions.add(UInt64(call.notes.concessions), on: shard)
            openTelemetry?.ended(call, exemplar, on: shard)
        }

        private func count(_ call: ModelCallSummary) -> Counter {
            switch call.outcome {
            case .ok: ok
            case .cancelled: cancelled
            case .error:
                requests.bind(
                    model.provider,
                    model.model,
                    call.outcome.rawValue,
                    call.errorType?.rawValue ?? ""
                )
            }
        }
    }
}
