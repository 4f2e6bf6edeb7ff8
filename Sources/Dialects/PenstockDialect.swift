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
        beginning: Span<UInt8>,
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
        if let part = delta.part { append(part, stream.pipeline, to: &buffer) }
        buffer.append(",\"chunk\":")
        buffer.append(decimal: delta.chunk)
        buffer.append(",\"text\":")
        buffer.append(jsonString: text)
        buffer.append("}\n\n")
        return 1
    }

    package func render(_ event: Event, of stream: StreamFacts, into buffer: inout ByteBuffer) -> Int {
        if case .shutdown(let delay) = event.payload { return appendShutdown(delay, to: &buffer) }
        if case .cost(let charge) = event.payload { return append(charge, stream.pipeline, to: &buffer) }
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
        let pipeline = stream.pipeline
        switch event.payload {
        case .generationStart(let start): append(start, pipeline, to: &buffer)
        case .queued(let position, let wait):
            buffer.member("position", position)
            if let wait { buffer.member("wait_ms", milliseconds: wait) }
        case .stepStart(let start): append(start, pipeline, to: &buffer)
        case .partial(let partial): append(partial, pipeline, to: &buffer)
        case .draft(let draft): append(draft, pipeline, to: &buffer)
        case .stepProgress(let progress): append(progress, pipeline, to: &buffer)
        case .stepRetry(let retry): append(retry, pipeline, to: &buffer)
        case .stepComplete(let complete): append(complete, pipeline, to: &buffer)
        case .stepSkip(let skip):
            buffer.member("step", pipeline.steps[skip.step].id)
            buffer.member("reason", skip.reason)
        case .stepError(let error): append(error, pipeline, to: &buffer)
        case .generationComplete(let end):
            append(end, pipeline, to: &buffer)
        case .generationError(let end, let fault):
            append(fault, to: &buffer)
            append(end, pipeline, to: &buffer)
        case .generationCancelled(let end, let reason):
            buffer.member("reason", reason)
            append(end, pipeline, to: &buffer)
        case .snapshot(let snapshot): append(snapshot, pipeline, to: &buffer)
        case .gap(let gap): append(gap, to: &buffer)
        case .cost, .shutdown: break
        }
    }

    private func append(
        _ start: Event.GenerationStart,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) {
        buffer.member("generation", start.generation.description)
        buffer.member("pipeline", pipeline.name)
        buffer.member("version", pipeline.version)
        buffer.key("steps")
        buffer.openArray()
        for (index, expected) in start.steps {
            let step = pipeline.steps[index]
            buffer.openObject()
            buffer.member("id", step.id)
            buffer.member("label", step.label)
            if let icon = step.icon { buffer.member("icon", icon) }
            buffer.member("expected_ms", milliseconds: expected)
            buffer.closeObject()
        }
        buffer.closeArray()
    }

    package func append(_ fault: GenerationFault, to buffer: inout ByteBuffer) {
        buffer.member("error_type", fault.type.rawValue)
        buffer.member("message", fault.message)
        buffer.member("retryable", fault.type.isRetryable)
        if let wait = fault.retryAfter { buffer.member("retry_after_ms", milliseconds: wait) }
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
        append(end.usage, end.cost, to: &buffer)
        append(end.stepCosts, pipeline, to: &buffer)
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
        case .queued: "queued"
        case .stepStart: "step_start"
        case .partial: "partial"
        case .draft: "draft"
        case .stepProgress: "step_progress"
        case .stepRetry: "step_retry"
        case .stepComplete: "step_complete"
        case .stepSkip: "step_skip"
        case .stepError: "step_error"
        case .generationComplete: "generation_complete"
        case .generationError: "generation_error"
        case .generationCancelled: "generation_cancelled"
        case .cost: "cost"
        case .snapshot: "snapshot"
        case .gap: "gap"
        case .shutdown: "shutdown"
        }
    }
}
