package import Bytes
package import Events
package import JSON
internal import Platform

/// The format of the content system: `progress` by stage, one `draft`, then `complete` or `error`.
///
/// Its percentages are those that the pipeline prescribes; a step that prescribes none is not shown.
package struct ContentDialect: Dialect {
    package init() {}

    package func render(
        _ delta: Delta,
        text: Span<UInt8>,
        beginning: Span<UInt8>,
        of stream: StreamFacts,
        into buffer: inout ByteBuffer
    ) -> Int {
        0
    }

    package func render(_ event: Event, of stream: StreamFacts, into buffer: inout ByteBuffer) -> Int {
        switch event.payload {
        case .generationStart, .queued, .partial, .stepProgress, .stepRetry, .stepComplete, .stepSkip,
            .stepError,
            .snapshot, .gap:
            return 0
        case .stepStart(let start):
            let step = stream.pipeline.steps[start.step]
            guard start.part == nil, let percent = step.startPercent else { return 0 }
            buffer.beginBlock("progress", id: event.sequence, of: stream)
            appendStage(step.id, start.message, percent, to: &buffer)
            buffer.endBlock()
            return 1
        case .draft(let draft):
            let step = stream.pipeline.steps[draft.step]
            buffer.beginBlock("draft", id: event.sequence, of: stream)
            appendStage(step.id, draft.message, step.completePercent ?? event.progress, to: &buffer)
            buffer.member("draft", draft.text)
            buffer.endBlock()
            return 1
        case .generationComplete(let end):
            appendLastStage("done", "Content generation complete", to: &buffer)
            buffer.beginBlock("complete", id: event.sequence, of: stream)
            appendResult(end, stream.pipeline, to: &buffer)
            buffer.endBlock()
            return 2
        case .generationError(_, let fault):
            return appendFailure(fault.message, event, stream, to: &buffer)
        case .generationCancelled(_, let reason):
            return appendFailure("Generation cancelled: \(reason)", event, stream, to: &buffer)
        case .shutdown:
            buffer.beginBlock("error")
            buffer.member("error", "The server is shutting down; please try again in a moment")
            buffer.endBlock()
            return 1
        }
    }

    package func document(_ event: Event, of stream: StreamFacts) -> JSONValue {
        var buffer = ByteBuffer()
        buffer.openObject()
        switch event.payload {
        case .generationComplete(let end): appendResult(end, stream.pipeline, to: &buffer)
        case .generationError(_, let fault): buffer.member("error", fault.message)
        case .generationCancelled(_, let reason): buffer.member("error", "Generation cancelled: \(reason)")
        default: break
        }
        buffer.closeObject()
        // What was just written is JSON.
        return (try? buffer.withSpan { try JSONValue(reading: $0) }) ?? .null
    }

    private func appendFailure(
        _ message: String,
        _ event: Event,
        _ stream: StreamFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        appendLastStage("fail", "Content generation failed", to: &buffer)
        buffer.beginBlock("error", id: event.sequence, of: stream)
        buffer.member("error", message)
        buffer.endBlock()
        return 2
    }

    private func appendLastStage(_ stage: String, _ message: String, to buffer: inout ByteBuffer) {
        buffer.beginBlock("progress")
        appendStage(stage, message, 100, to: &buffer)
        buffer.endBlock()
    }

    private func appendStage(_ stage: String, _ message: String, _ percent: Int, to buffer: inout ByteBuffer)
    {
        buffer.member("stage", stage)
        buffer.member("message", message)
        buffer.member("progress", percent)
    }

    private func appendResult(
        _ end: Event.GenerationEnd,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) {
        buffer.member("success", true)
        buffer.member("output", end.result)
        buffer.key("metadata")
        buffer.openObject()
        buffer.member("generation", end.generation.description)
        buffer.member("duration_ms", milliseconds: end.duration)
        if let model = end.models.first { buffer.member("model", model) }
        buffer.key("tokens")
        buffer.openObject()
        buffer.member("input", end.usage.input)
        buffer.member("output", end.usage.output)
        buffer.closeObject()
        buffer.key("stages")
        buffer.openObject()
        for (step, duration) in end.steps {
            buffer.key(escaping: pipeline.steps[step].id)
            buffer.append(decimal: Int(duration.wholeMilliseconds))
        }
        buffer.closeObject()
        buffer.closeObject()
    }
}
