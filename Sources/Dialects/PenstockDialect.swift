package import Bytes
package import Events
package import JSON
internal import Platform

/// Penstock's own dialect: named events with everything that is known.
package struct PenstockDialect: Dialect {
    package init() {}

    package func render(
        _ delta: Delta,
        text: Span<UInt8>,
        of stream: StreamFacts,
        into buffer: inout ByteBuffer
    ) -> Int {
        // Written out rather than member by member: this is the one event that comes by the thousand.
        buffer.append("id: ")
        buffer.append(decimal: stream.epoch)
        buffer.append(UInt8(ascii: "."))
        buffer.append(decimal: delta.sequence)
        buffer.append("\nevent: delta\ndata: {\"sequence\":")
        buffer.append(decimal: delta.sequence)
        buffer.append(",\"time\":")
        buffer.append(decimal: Int(delta.time.unixMilliseconds))
        buffer.append(",\"progress\":")
        buffer.append(decimal: delta.progress)
        buffer.append(",\"step\":")
        buffer.append(stream.pipeline.steps[delta.step].quotedID)
        buffer.append(",\"attempt\":")
        buffer.append(decimal: delta.attempt)
        buffer.append(",\"chunk\":")
        buffer.append(decimal: delta.chunk)
        buffer.append(",\"text\":")
        buffer.append(jsonString: text)
        buffer.append("}\n\n")
        return 1
    }

    package func render(_ event: Event, of stream: StreamFacts, into buffer: inout ByteBuffer) -> Int {
        if case .shutdown(let delay) = event.payload { return appendShutdown(delay, to: &buffer) }
        buffer.beginBlock(Self.name(of: event), id: event.sequence, of: stream)
        appendPlace(event.sequence, event.time, event.progress, to: &buffer)
        appendPayload(of: event, stream, to: &buffer)
        buffer.endBlock()
        return 1
    }

    package func document(_ event: Event, of stream: StreamFacts) -> JSONValue {
        var buffer = ByteBuffer()
        buffer.openObject()
        buffer.member("type", Self.name(of: event))
        appendPayload(of: event, stream, to: &buffer)
        buffer.closeObject()
        // What was just written is JSON.
        return (try? buffer.withSpan { try JSONValue(reading: $0) }) ?? .null
    }

    private func appendPlace(_ sequence: Int, _ time: Timestamp, _ progress: Int, to buffer: inout ByteBuffer)
    {
        buffer.member("sequence", sequence)
        buffer.member("time", Int(time.unixMilliseconds))
        buffer.member("progress", progress)
    }

    private func appendPayload(of event: Event, _ stream: StreamFacts, to buffer: inout ByteBuffer) {
        switch event.payload {
        case .generationStart(let start): appendStart(start, stream.pipeline, to: &buffer)
        case .stepStart(let start): append(start, stream.pipeline, to: &buffer)
        case .draft(let draft):
            buffer.member("step", stream.pipeline.steps[draft.step].id)
            buffer.member("message", draft.message)
            buffer.member("text", draft.text)
        case .stepComplete(let complete):
            buffer.member("step", stream.pipeline.steps[complete.step].id)
            buffer.member("attempt", complete.attempt)
            buffer.member("duration_ms", milliseconds: complete.duration)
            if let remaining = complete.remaining { buffer.member("remaining_ms", milliseconds: remaining) }
            buffer.member("output", complete.output)
            append(complete.usage, to: &buffer)
        case .stepError(let error):
            buffer.member("step", stream.pipeline.steps[error.step].id)
            buffer.member("attempt", error.attempt)
            append(error.fault, to: &buffer)
        case .generationComplete(let end):
            append(end, stream.pipeline, to: &buffer)
        case .generationError(let end, let fault):
            append(fault, to: &buffer)
            append(end, stream.pipeline, to: &buffer)
        case .generationCancelled(let end, let reason):
            buffer.member("reason", reason)
            append(end, stream.pipeline, to: &buffer)
        case .shutdown:
            break
        }
    }

    private func appendStart(
        _ start: Event.GenerationStart,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) {
        buffer.member("generation", start.generation.description)
        buffer.member("pipeline", pipeline.name)
        buffer.member("version", pipeline.version)
        buffer.key("steps")
        buffer.openArray()
        for (step, expected) in zip(pipeline.steps, start.expected) {
            buffer.openObject()
            buffer.member("id", step.id)
            buffer.member("label", step.label)
            if let icon = step.icon { buffer.member("icon", icon) }
            buffer.member("expected_ms", milliseconds: expected)
            buffer.closeObject()
        }
        buffer.closeArray()
    }

    private func append(_ start: Event.StepStart, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        let step = pipeline.steps[start.step]
        buffer.member("step", step.id)
        buffer.member("attempt", start.attempt)
        buffer.member("label", step.label)
        if let icon = step.icon { buffer.member("icon", icon) }
        buffer.member("message", start.message)
        if let model = start.model { buffer.member("model", model) }
        if let remaining = start.remaining { buffer.member("remaining_ms", milliseconds: remaining) }
    }

    private func append(_ fault: GenerationFault, to buffer: inout ByteBuffer) {
        buffer.member("error_type", fault.type.rawValue)
        buffer.member("message", fault.message)
        buffer.member("retryable", fault.type.isRetryable)
    }

    private func append(_ usage: Usage, to buffer: inout ByteBuffer) {
        guard usage != Usage() else { return }
        buffer.key("usage")
        buffer.openObject()
        buffer.member("input_tokens", usage.input)
        buffer.member("cached_input_tokens", usage.cachedInput)
        buffer.member("cache_write_tokens", usage.cacheWrite)
        buffer.member("output_tokens", usage.output)
        buffer.member("reasoning_tokens", usage.reasoning)
        buffer.member("estimated", usage.isEstimated)
        buffer.closeObject()
    }

    private func append(_ end: Event.GenerationEnd, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        buffer.member("generation", end.generation.description)
        buffer.member("result", end.result)
        buffer.key("missing")
        buffer.openArray()
        for step in end.missing { buffer.append(jsonString: pipeline.steps[step].id) }
        buffer.closeArray()
        buffer.member("duration_ms", milliseconds: end.duration)
        buffer.key("steps")
        buffer.openArray()
        for (step, duration) in end.steps {
            buffer.openObject()
            buffer.member("id", pipeline.steps[step].id)
            buffer.member("duration_ms", milliseconds: duration)
            buffer.closeObject()
        }
        buffer.closeArray()
        buffer.key("models")
        buffer.openArray()
        for model in end.models { buffer.append(jsonString: model) }
        buffer.closeArray()
        append(end.usage, to: &buffer)
    }

    /// Not of the log: it has no position, and tells this one reader when to come back.
    private func appendShutdown(_ delay: Duration, to buffer: inout ByteBuffer) -> Int {
        buffer.beginBlock("shutdown")
        buffer.member("retry_after_ms", milliseconds: delay)
        buffer.endBlock()
        buffer.append(sseRetryMilliseconds: Int(delay.wholeMilliseconds))
        buffer.appendSSEBlockEnd()
        return 1
    }

    private static func name(of event: Event) -> StaticString {
        switch event.payload {
        case .generationStart: "generation_start"
        case .stepStart: "step_start"
        case .draft: "draft"
        case .stepComplete: "step_complete"
        case .stepError: "step_error"
        case .generationComplete: "generation_complete"
        case .generationError: "generation_error"
        case .generationCancelled: "generation_cancelled"
        case .shutdown: "shutdown"
        }
    }
}
