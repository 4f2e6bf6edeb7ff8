package import Bytes
package import Events
package import JSON

/// The format of the vision-framework system: data alone, told apart by `type`.
///
/// Its client knows steps and keeps for each the last that it was told, so a step that a repair runs again is begun and
/// completed again, and what it made is replaced. It knows nothing of what is inside a for-each.
package struct VisionFrameworkDialect: Dialect {
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
        buffer.appendData(of: event, stream) { append(event, stream.pipeline, to: &$0) }
    }

    package func document(_ event: Event, of stream: StreamFacts) -> JSONValue {
        switch event.payload {
        case .generationComplete(let end): end.result
        case .generationError(_, let fault): ["error": .string(fault.message)]
        case .generationCancelled(_, let reason): ["error": .string(ClientSentence.cancelled(reason))]
        default: .null
        }
    }

    private func append(_ event: Event, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) -> Int {
        switch event.payload {
        case .generationStart, .queued, .partial, .draft, .stepSkip, .cost, .gap:
            return 0
        case .stepStart(let start):
            guard pipeline.shows(start.step, start.part) else { return 0 }
            return append("step_start", pipeline.steps[start.step], start.message, to: &buffer)
        case .stepProgress(let progress):
            let isShown = pipeline.shows(progress.step, progress.part)
            let step = isShown ? progress.step : progress.part?.parent ?? progress.step
            return append(progress: event.progress, pipeline.steps[step], to: &buffer)
        case .stepRetry(let retry):
            // The step has not failed yet, and its client knows no other word for what goes on.
            guard pipeline.shows(retry.step, retry.part) else { return 0 }
            let message = "Trying again: \(retry.fault.message)"
            return append("step_start", pipeline.steps[retry.step], message, to: &buffer)
        case .stepComplete(let complete):
            guard pipeline.shows(complete.step, complete.part) else { return 0 }
            let step = pipeline.steps[complete.step]
            return append(step, complete.message, complete.duration, complete.output, to: &buffer)
        case .stepError(let error):
            guard pipeline.shows(error.step, error.part) else { return 0 }
            return append("step_error", pipeline.steps[error.step], error.fault.message, to: &buffer)
        case .generationComplete(let end):
            buffer.beginData("complete")
            buffer.member("data", end.result)
            buffer.endBlock()
            return 1
        case .generationError(_, let fault):
            return appendError(fault.message, to: &buffer)
        case .generationCancelled(_, let reason):
            return appendError(ClientSentence.cancelled(reason), to: &buffer)
        case .snapshot(let snapshot):
            return append(snapshot, event.progress, pipeline, to: &buffer)
        case .shutdown:
            return appendError(ClientSentence.shutdown, to: &buffer)
        }
    }

    private func append(
        _ type: StaticString,
        _ step: StepFacts,
        _ message: String,
        to buffer: inout ByteBuffer
    ) -> Int {
        buffer.beginData(type)
        buffer.member("step", step.id)
        buffer.member("message", message)
        buffer.endBlock()
        return 1
    }

    private func append(progress: Int, _ step: StepFacts, to buffer: inout ByteBuffer) -> Int {
        buffer.beginData("progress")
        buffer.member("step", step.id)
        buffer.member("progress", progress)
        buffer.endBlock()
        return 1
    }

    private func append(
        _ step: StepFacts,
        _ message: String?,
        _ duration: Duration,
        _ output: JSONValue,
        to buffer: inout ByteBuffer
    ) -> Int {
        buffer.beginData("step_complete")
        buffer.member("step", step.id)
        buffer.member("message", message ?? "\(step.label) complete")
        buffer.member("duration", milliseconds: duration)
        buffer.member("data", output)
        buffer.endBlock()
        return 1
    }

    private func appendError(_ message: String, to buffer: inout ByteBuffer) -> Int {
        buffer.beginData("error")
        buffer.member("message", message)
        buffer.endBlock()
        return 1
    }

    /// Says again of each step what was last said of it, and how far the whole is.
    private func append(
        _ snapshot: Event.Snapshot,
        _ progress: Int,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        var events = 0
        var running: StepFacts?
        for state in snapshot.steps where state.hasBegun && pipeline.shows(state.step, state.part) {
            let step = pipeline.steps[state.step]
            switch state.status {
            case .complete:
                let (duration, output) = (state.duration ?? .zero, state.output ?? .null)
                events += append(step, state.message, duration, output, to: &buffer)
            case .running, .waiting:
                running = step
                let message = state.fault.map { "Trying again: \($0.message)" } ?? state.message
                events += append("step_start", step, message ?? step.label, to: &buffer)
            case .error:
                events += append("step_error", step, state.fault?.message ?? step.label, to: &buffer)
            case .skipped, .cancelled:
                break
            }
        }
        if let running { events += append(progress: progress, running, to: &buffer) }
        return events
    }
}

extension PipelineFacts {
    /// Whether a run is one of a step of the pipeline, repaired or not, rather than of a for-each's body.
    fileprivate func shows(_ step: Int, _ part: Event.Part?) -> Bool {
        part == nil || steps[step].parent == nil
    }
}
