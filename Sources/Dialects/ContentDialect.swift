package import Bytes
package import Events
package import JSON
internal import Platform

/// The format of the content system: `progress` by stage, one `draft`, then `complete` or `error`.
///
/// Its percentages are those that the pipeline prescribes; a step that prescribes none is not shown. While a repair
/// runs steps again, only its own stage `retry` is, so that what is shown never falls.
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
        case .generationStart, .queued, .partial, .stepProgress, .stepSkip, .stepError, .cost, .gap:
            return 0
        case .stepStart(let start):
            if let part = start.part {
                // The model begins a round; the steps behind it only carry on with what it answers.
                guard start.model != nil else { return 0 }
                return append(part, roundsOver: part.index, start.message, event, stream, to: &buffer)
            }
            // A check that looks again at what was repaired is part of the repair.
            guard start.attempt == 1 || stream.pipeline.steps[start.step].repairPercents == nil else {
                return 0
            }
            return append(start.step, start.message, event, stream, to: &buffer)
        case .stepRetry(let retry):
            // What follows on a check that failed says more.
            guard stream.pipeline.steps[retry.step].repairPercents == nil else { return 0 }
            let message = "Trying again: \(retry.fault.message)"
            if let part = retry.part {
                return append(part, roundsOver: part.index, message, event, stream, to: &buffer)
            }
            return append(retry.step, message, event, stream, to: &buffer)
        case .stepComplete(let complete):
            // Of what a round runs, the model alone uses tokens.
            guard let part = complete.part, complete.usage != Usage() else { return 0 }
            let message = complete.message ?? "Revised draft generated"
            return append(part, roundsOver: part.index + 1, message, event, stream, to: &buffer)
        case .draft(let draft):
            guard draft.part == nil else { return 0 }
            let step = stream.pipeline.steps[draft.step]
            buffer.beginBlock("draft", id: event.sequence, of: stream)
            appendDraft(draft.text, draft.message, step, event.progress, to: &buffer)
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
            return appendFailure(ClientSentence.cancelled(reason), event, stream, to: &buffer)
        case .snapshot(let snapshot):
            return append(snapshot, event, stream, to: &buffer)
        case .shutdown:
            buffer.beginBlock("error")
            buffer.member("error", ClientSentence.shutdown)
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
        case .generationCancelled(_, let reason): buffer.member("error", ClientSentence.cancelled(reason))
        default: break
        }
        buffer.closeObject()
        // What was just written is JSON.
        return (try? buffer.withSpan { try JSONValue(reading: $0) }) ?? .null
    }

    /// The stage of a step that runs, at the percentage prescribed for its beginning.
    private func append(
        _ step: Int,
        _ message: String,
        _ event: Event,
        _ stream: StreamFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        let step = stream.pipeline.steps[step]
        guard let percent = step.startPercent else { return 0 }
        return append(step.id, message, percent, event, stream, to: &buffer)
    }

    /// The stage of a repair of which so many rounds are over.
    private func append(
        _ part: Event.Part,
        roundsOver: Int,
        _ message: String,
        _ event: Event,
        _ stream: StreamFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        guard let percent = Self.percent(of: part, roundsOver: roundsOver, stream) else { return 0 }
        return append("retry", message, percent, event, stream, to: &buffer)
    }

    /// A repair's share of the percentages prescribed for all its rounds.
    private static func percent(of part: Event.Part, roundsOver: Int, _ stream: StreamFacts) -> Int? {
        guard let range = stream.pipeline.steps[part.parent].repairPercents else { return nil }
        return range.lowerBound + (range.upperBound - range.lowerBound) * roundsOver / max(1, part.count)
    }

    private func append(
        _ stage: String,
        _ message: String,
        _ percent: Int,
        _ event: Event,
        _ stream: StreamFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        buffer.beginBlock("progress", id: event.sequence, of: stream)
        appendStage(stage, message, percent, to: &buffer)
        buffer.endBlock()
        return 1
    }

    private func appendDraft(
        _ text: String,
        _ message: String,
        _ step: StepFacts,
        _ progress: Int,
        to buffer: inout ByteBuffer
    ) {
        appendStage(step.id, message, step.completePercent ?? progress, to: &buffer)
        buffer.member("draft", text)
        buffer.endBlock()
    }

    /// The drafts, and the furthest stage that was reached; its client shows one at a time.
    private func append(
        _ snapshot: Event.Snapshot,
        _ event: Event,
        _ stream: StreamFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        var furthest: (stage: String, message: String, percent: Int)?
        var drafts = 0
        for state in snapshot.steps where state.hasBegun {
            let step = stream.pipeline.steps[state.step]
            if state.part == nil, let message = state.draft, let text = state.output?.string ?? state.text {
                buffer.beginBlock("draft")
                appendDraft(text, message, step, event.progress, to: &buffer)
                drafts += 1
            }
            let percent: Int?
            if let part = state.part {
                let rounds = state.status == .complete ? part.index + 1 : part.index
                percent = Self.percent(of: part, roundsOver: rounds, stream)
            } else {
                percent =
                    state.status == .complete ? step.completePercent ?? step.startPercent : step.startPercent
            }
            guard let percent, percent >= furthest?.percent ?? 0 else { continue }
            furthest = (state.part == nil ? step.id : "retry", state.message ?? step.label, percent)
        }
        guard let furthest else { return drafts }
        return drafts
            + append(furthest.stage, furthest.message, furthest.percent, event, stream, to: &buffer)
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
        buffer.append(end.cost)
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
