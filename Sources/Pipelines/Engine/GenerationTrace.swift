package import EventLoops
internal import Events
internal import Metrics
internal import Platform
internal import Providers
package import Tracing

/// The spans of one generation: its own, one for each step and attempt, and one for each call of a model.
///
/// They are submitted together at the end, when it is known whether it went wrong or took unusually long: such a
/// generation is exported whether or not its trace was sampled. Names follow OpenTelemetry's conventions for generative
/// models; prompts and answers are in none of them unless the tracer is told otherwise.
package struct GenerationTrace {
    private let context: TraceContext
    private let tracer: Tracer
    private let loop: EventLoop
    private let owner: String
    /// Both clocks at the start, so that spans need no clock of their own.
    private let began: (civil: Timestamp, monotonic: Instant)
    private var spans: [TraceSpan] = []
    private var isRemarkable = false

    /// - Parameters:
    ///   - parent: The request's span.
    ///   - tracer: Gets the spans.
    ///   - owner: Whose it is; empty where nobody has to say so.
    ///   - loop: The generation's.
    package init(below parent: TraceContext, _ tracer: Tracer, for owner: String, on loop: EventLoop) {
        context = parent.child(random: &loop.random)
        self.tracer = tracer
        self.loop = loop
        self.owner = owner
        began = (loop.timestamp, loop.now)
    }

    /// Whether prompts and answers are to stand in the spans of calls.
    var keepsContent: Bool { tracer.keepsContent }

    /// The generation's span, for histograms.
    var exemplar: Exemplar? { context.exemplar(at: loop.timestamp) }

    /// A run of a step begins, below the generation or below the run that it is a part of.
    func began(below parent: StepTrace?) -> StepTrace {
        let step = (parent?.step ?? context).child(random: &loop.random)
        return attemptBegan(StepTrace(step: step, attempt: step, call: step))
    }

    /// Another attempt of it begins.
    func attemptBegan(_ trace: StepTrace) -> StepTrace {
        let attempt = trace.step.child(random: &loop.random)
        return StepTrace(step: trace.step, attempt: attempt, call: attempt.child(random: &loop.random))
    }

    /// An attempt of a step that asks a model is over, and so is its call.
    mutating func attemptEnded(_ run: StepRun, _ fault: GenerationFault?, at now: Instant) {
        guard let trace = run.trace, let record = run.record else { return }
        isRemarkable = isRemarkable || fault != nil
        let name = "attempt \(run.attempt)"
        var span = span(trace.attempt, name, .internal, from: run.attemptBegan, to: now, fault)
        span.add("penstock.attempt", .integer(run.attempt))
        if run.isHedge { span.add("penstock.hedge", .text(HedgeOutcome.won.rawValue)) }
        spans.append(span)
        // Behind an open circuit no call was made.
        if let asked = record.asked { spans.append(call(record, asked, trace.call, fault, at: now)) }
    }

    /// A second model was asked in vain beside the attempt that runs.
    mutating func hedgeEnded(
        _ record: CallRecord,
        _ run: StepRun,
        _ trace: StepTrace?,
        _ outcome: HedgeOutcome,
        _ fault: GenerationFault?,
        at now: Instant
    ) {
        guard let trace, let asked = record.asked else { return }
        let name = "hedge of attempt \(run.attempt)"
        var span = span(trace.attempt, name, .internal, from: record.began, to: now, fault)
        span.add("penstock.attempt", .integer(run.attempt))
        span.add("penstock.hedge", .text(outcome.rawValue))
        spans.append(span)
        spans.append(call(record, asked, trace.call, fault, at: now))
    }

    /// A run of a step is over.
    mutating func stepEnded(
        _ step: Step,
        _ run: StepRun,
        _ outcome: PipelineMetrics.StepOutcome,
        _ fault: GenerationFault?,
        isSlow: Bool,
        at now: Instant
    ) {
        guard let trace = run.trace else { return }
        isRemarkable = isRemarkable || isSlow || fault != nil
        var span = span(trace.step, "step \(step.id)", .internal, from: run.began, to: now, fault)
        span.add("penstock.step", .text(step.id))
        span.add("penstock.outcome", .text(outcome.rawValue))
        if let part = run.part { span.add("penstock.part", .integer(part.index)) }
        if isSlow { span.add("penstock.slow", .flag(true)) }
        if run.usage != Usage() { span.add(run.cost) }
        spans.append(span)
    }

    private func call(
        _ call: CallRecord,
        _ asked: ModelRequest,
        _ place: TraceContext,
        _ fault: GenerationFault?,
        at now: Instant
    ) -> TraceSpan {
        var span = span(place, "chat \(call.model.model)", .client, from: call.began, to: now, fault)
        span.add("gen_ai.operation.name", .text("chat"))
        span.add("gen_ai.provider.name", .text(call.model.provider))
        span.add("gen_ai.request.model", .text(call.model.model))
        span.add("gen_ai.request.stream", .flag(true))
        if let tokens = asked.maxOutputTokens { span.add("gen_ai.request.max_tokens", .integer(tokens)) }
        if let temperature = asked.temperature {
            span.add("gen_ai.request.temperature", .number(temperature))
        }
        span.add("gen_ai.output.type", .text(asked.schema == nil ? "text" : "json"))
        if let finish = call.finish { span.add("gen_ai.response.finish_reasons", .texts([finish.rawValue])) }
        if let name = call.notes.model { span.add("gen_ai.response.model", .text(name)) }
        span.add("gen_ai.usage.input_tokens", .integer(call.usage.inputTotal))
        span.add("gen_ai.usage.output_tokens", .integer(call.usage.outputTotal))
        let cached = call.usage.cachedInput
        if cached > 0 { span.add("gen_ai.usage.cache_read.input_tokens", .integer(cached)) }
        span.add(call.cost)
        if call.usage.isEstimated { span.add("penstock.usage_estimated", .flag(true)) }
        if let first = call.firstText {
            let wait = call.began.duration(to: first).inSeconds
            span.add("gen_ai.response.time_to_first_chunk", .number(wait))
        }
        call.content?.add(to: &span)
        return span
    }

    /// The generation is over: submits its spans, if they are to be exported, and says whether they are.
    mutating func ended(_ summary: GenerationSummary, at now: Instant) -> Bool {
        guard context.isSampled || isRemarkable || summary.fault != nil else { return false }
        let name = "invoke_workflow \(summary.pipeline)"
        var span = span(context, name, .internal, from: began.monotonic, to: now, summary.fault)
        span.add("gen_ai.operation.name", .text("invoke_workflow"))
        span.add("gen_ai.workflow.name", .text(summary.pipeline))
        if !owner.isEmpty { span.add("enduser.id", .text(owner)) }
        span.add("penstock.generation", .text(summary.id.description))
        if summary.usage != Usage() { span.add(summary.cost) }
        span.add("penstock.outcome", .text(summary.outcome.rawValue))
        spans.append(span)
        tracer.submit(spans)
        spans = []
        return true
    }

    private func span(
        _ place: TraceContext,
        _ name: String,
        _ kind: TraceSpan.Kind,
        from start: Instant,
        to end: Instant,
        _ fault: GenerationFault?
    ) -> TraceSpan {
        var span = TraceSpan(place, name, kind, from: time(start), to: time(end))
        if let fault {
            span.add("error.type", .text(fault.type.rawValue))
            span.failure = fault.redacted
        }
        return span
    }

    private func time(_ instant: Instant) -> Timestamp {
        let elapsed = instant.nanoseconds - began.monotonic.nanoseconds
        return Timestamp(unixNanoseconds: began.civil.unixNanoseconds + elapsed)
    }
}

extension TraceSpan {
    fileprivate mutating func add(_ cost: Cost) {
        add("penstock.cost_dollars", .number(cost.amount.inDollars))
        if cost.unpricedCalls > 0 { add("penstock.unpriced_calls", .integer(cost.unpricedCalls)) }
    }
}
