internal import Authentication
internal import Events
internal import Logs
internal import Pipelines
internal import Tracing

/// One line for each generation, when it is over.
enum GenerationLogLine {
    static func write(
        _ summary: GenerationSummary,
        _ requestID: RequestID,
        _ trace: TraceContext?,
        _ caller: Caller,
        to logger: Logger
    ) {
        var line = LogLine(summary.fault == nil ? .info : .warning, "generation")
        line.add("request_id", requestID.description)
        if let trace { line.add("trace_id", trace.traceID.description) }
        line.add(caller)
        line.add("generation", summary.id.description)
        line.add("pipeline", summary.pipeline)
        line.add("outcome", summary.outcome.rawValue)
        line.add("duration_ms", summary.duration)
        line.add("steps_ms", summary.steps)
        if !summary.models.isEmpty { line.add("models", summary.models.joined(separator: ",")) }
        line.add("input_tokens", summary.usage.input + summary.usage.cachedInput + summary.usage.cacheWrite)
        line.add("output_tokens", summary.usage.output + summary.usage.reasoning)
        if summary.usage != Usage() {
            line.add("cost_dollars", nanoDollars: summary.cost.amount.count)
            if summary.usage.isEstimated {
                line.add("cost_estimated_dollars", nanoDollars: summary.cost.estimated.count)
            }
            if summary.cost.unpricedCalls > 0 { line.add("unpriced_calls", summary.cost.unpricedCalls) }
        }
        if summary.retries > 0 { line.add("retries", summary.retries) }
        if summary.fallbacks > 0 { line.add("fallbacks", summary.fallbacks) }
        if summary.hedges > 0 { line.add("hedges", summary.hedges) }
        if let step = summary.failedStep { line.add("failed_step", step) }
        if let fault = summary.fault {
            line.add("error_type", fault.type.rawValue)
            line.add("error", fault.redacted)
        }
        logger.log(line)
    }
}
