internal import Events
internal import Metrics
internal import Platform

/// What is counted of model calls under the names of OpenTelemetry's conventions for generative models.
struct OpenTelemetryCallMetrics: Sendable {
    private let durations: HistogramFamily
    private let firstChunk: HistogramFamily
    private let tokens: HistogramFamily

    /// The conventions' advice: 10 ms, doubled up to 82 s.
    private static let bounds = HistogramBounds((0..<14).map { .milliseconds(10 << $0) })
    /// The conventions' advice: 1 token, times four up to 67 million.
    private static let tokenBounds = HistogramBounds(counts: (0..<14).map { 1 << (2 * $0) })
    /// What every call is to the conventions.
    private static let operation = "chat"
    /// The error type of a call that nobody wanted any more.
    private static let cancelled = "cancelled"
    /// Why a call may have failed, or we ended it.
    private static let errorTypes =
        ErrorType.ofModelCalls + [.timeoutStep, .timeoutGeneration, .outputLength]

    init(_ registry: Registry) {
        let labels = ["gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model"]
        durations = registry.histogram(
            "gen_ai_client_operation_duration_seconds",
            "From the start of a model call to its end, by why it failed or was ended.",
            unit: .seconds,
            bounds: Self.bounds,
            labels: labels + ["error_type"],
            labelsKept: ["error_type"],
            detail: .exemplars
        )
        firstChunk = registry.histogram(
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "From the start of a model call to its first text.",
            unit: .seconds,
            bounds: Self.bounds,
            labels: labels,
            detail: .exemplars
        )
        tokens = registry.histogram(
            "gen_ai_client_token_usage",
            "Tokens of a model call: input with what was cached, output with reasoning.",
            unit: .none,
            bounds: Self.tokenBounds,
            labels: labels + ["gen_ai_token_type"],
            labelsKept: ["gen_ai_token_type"]
        )
    }

    /// The handles of one model, everything that can happen to a call at 0.
    func bind(_ model: ModelReference) -> Bound {
        let (operation, provider, name) = (Self.operation, model.provider, model.model)
        for type in ["", Self.cancelled] + Self.errorTypes.map(\.rawValue) {
            _ = durations.bind(operation, provider, name, type)
        }
        return Bound(
            model: model,
            durations: durations,
            firstChunk: firstChunk.bind(operation, provider, name),
            input: tokens.bind(operation, provider, name, "input"),
            output: tokens.bind(operation, provider, name, "output")
        )
    }

    /// Handles of one model.
    struct Bound: Sendable {
        fileprivate let model: ModelReference
        fileprivate let durations: HistogramFamily
        let firstChunk: Histogram
        fileprivate let input: Histogram
        fileprivate let output: Histogram

        func ended(_ call: ModelCallSummary, _ exemplar: Exemplar?, on shard: Shard) {
            let type =
                call.errorType?.rawValue
                ?? (call.outcome == .cancelled ? OpenTelemetryCallMetrics.cancelled : "")
            durations.bind(OpenTelemetryCallMetrics.operation, model.provider, model.model, type)
                .observe(call.duration, exemplar: exemplar, on: shard)
            input.observe(Int64(call.usage.inputTotal), on: shard)
            output.observe(Int64(call.usage.outputTotal), on: shard)
        }
    }
}
