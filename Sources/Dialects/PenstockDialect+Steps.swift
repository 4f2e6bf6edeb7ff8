internal import Bytes
internal import Events
internal import JSON
internal import Platform

/// What the events of steps say.
extension PenstockDialect {
    func append(_ start: Event.StepStart, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        let step = pipeline.steps[start.step]
        appendRun(start.step, start.attempt, start.part, pipeline, to: &buffer)
        buffer.member("label", step.label)
        if let icon = step.icon { buffer.member("icon", icon) }
        buffer.member("message", start.message)
        if let model = start.model { buffer.member("model", model) }
        append(remaining: start.remaining, to: &buffer)
    }

    func append(_ partial: Event.Partial, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        appendRun(partial.step, partial.attempt, partial.part, pipeline, to: &buffer)
        appendContent(of: partial, to: &buffer)
    }

    func appendContent(of partial: Event.Partial, to buffer: inout ByteBuffer) {
        buffer.member("path", partial.path.description)
        buffer.member("value", partial.value)
        if let element = partial.element {
            buffer.member("element", element.index)
            buffer.member("elements", element.count)
        }
    }

    func append(_ draft: Event.Draft, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        buffer.member("step", pipeline.steps[draft.step].id)
        if let part = draft.part { append(part, pipeline, to: &buffer) }
        buffer.member("message", draft.message)
        buffer.member("text", draft.text)
    }

    func append(_ progress: Event.StepProgress, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        buffer.member("step", pipeline.steps[progress.step].id)
        if let part = progress.part { append(part, pipeline, to: &buffer) }
        // Three digits are plenty, and cost nothing beside those of a number that must come back exactly.
        buffer.key("fraction")
        buffer.append(decimalThousandths: Int(progress.fraction * 1_000))
        append(remaining: progress.remaining, to: &buffer)
    }

    func append(_ retry: Event.StepRetry, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        appendRun(retry.step, retry.attempt, retry.part, pipeline, to: &buffer)
        append(retry.fault, to: &buffer)
        buffer.member("wait_ms", milliseconds: retry.wait)
        if let model = retry.model { buffer.member("model", model) }
        if retry.kept > 0 { buffer.member("kept", retry.kept) }
    }

    func append(_ complete: Event.StepComplete, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        appendRun(complete.step, complete.attempt, complete.part, pipeline, to: &buffer)
        if let message = complete.message { buffer.member("message", message) }
        buffer.member("duration_ms", milliseconds: complete.duration)
        append(remaining: complete.remaining, to: &buffer)
        buffer.member("output", complete.output)
        append(complete.usage, complete.cost, to: &buffer)
    }

    func append(_ error: Event.StepError, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        appendRun(error.step, error.attempt, error.part, pipeline, to: &buffer)
        append(error.fault, to: &buffer)
        if error.isOptional { buffer.member("optional", true) }
        append(error.usage, to: &buffer)
    }

    func append(_ part: Event.Part, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        buffer.member("parent", pipeline.steps[part.parent].id)
        buffer.member("index", part.index)
        buffer.member("count", part.count)
    }

    func appendRun(
        _ step: Int,
        _ attempt: Int,
        _ part: Event.Part?,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) {
        buffer.member("step", pipeline.steps[step].id)
        buffer.member("attempt", attempt)
        if let part { append(part, pipeline, to: &buffer) }
    }

    private func append(remaining: Duration?, to buffer: inout ByteBuffer) {
        if let remaining { buffer.member("remaining_ms", milliseconds: remaining) }
    }
}

extension ByteBuffer {
    /// A number of thousandths, from 0 to 1,000, as a fraction: 0.042.
    fileprivate mutating func append(decimalThousandths value: Int) {
        guard value < 1_000 else { return append("1") }
        append("0.")
        append(decimal: value / 100)
        append(decimal: value / 10 % 10)
        append(decimal: value % 10)
    }
}
