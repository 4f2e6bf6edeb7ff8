package import Bytes
package import Events
package import JSON

/// The format of the life-plan system: data alone, told apart by `type`; the text of the model step is shown as it
/// grows, and its elements, which are days, are counted.
package struct LifePlanDialect: Dialect {
    package init() {}

    package func render(
        _ delta: Delta,
        text: Span<UInt8>,
        beginning: Span<UInt8>,
        of stream: StreamFacts,
        into buffer: inout ByteBuffer
    ) -> Int {
        buffer.beginData("progress")
        buffer.member("chunk", delta.chunk)
        buffer.member("length", delta.length)
        buffer.member("preview", beginning)
        if delta.length > beginning.count {
            // Only what goes on is marked so; the mark stands inside the closing quote.
            buffer.removeLast(1)
            buffer.append("…\"")
        }
        buffer.endBlock()
        buffer.appendPosition(delta.sequence, of: stream)
        return 1
    }

    package func render(_ event: Event, of stream: StreamFacts, into buffer: inout ByteBuffer) -> Int {
        buffer.appendData(of: event, stream) { append(event, stream.pipeline, to: &$0) }
    }

    package func document(_ event: Event, of stream: StreamFacts) -> JSONValue {
        switch event.payload {
        case .generationComplete(let end):
            ["success": true, "planId": .string(Self.planID(end)), "plan": end.result]
        case .generationError(_, let fault):
            ["success": false, "error": .string(fault.message)]
        case .generationCancelled(_, let reason):
            ["success": false, "error": .string(ClientSentence.cancelled(reason))]
        default: .null
        }
    }

    private func append(_ event: Event, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) -> Int {
        switch event.payload {
        case .draft, .stepProgress, .stepSkip, .cost, .gap:
            return 0
        case .generationStart:
            return append("status", "Starting generation...", to: &buffer)
        case .queued(let position, _):
            return append("status", "Waiting for other plans: place \(position) in line...", to: &buffer)
        case .stepStart(let start):
            return append("status", start.message, to: &buffer)
        case .partial(let partial):
            return append(partial, to: &buffer)
        case .stepRetry(let retry):
            let day = retry.kept > 0 ? "Continuing after day \(retry.kept)" : "Trying again"
            return append("status", "\(day): \(retry.fault.message)", to: &buffer)
        case .stepComplete(let complete):
            return complete.message.map { append("status", $0, to: &buffer) } ?? 0
        case .stepError(let error):
            // What ends the generation is said by `error`, which its client takes for the end.
            guard error.isOptional else { return 0 }
            return append("status", "Going on without this: \(error.fault.message)", to: &buffer)
        case .generationComplete(let end):
            buffer.beginData("complete")
            buffer.member("planId", Self.planID(end))
            buffer.member("plan", end.result)
            buffer.endBlock()
            return 1
        case .generationError(_, let fault):
            return append("error", fault.message, to: &buffer)
        case .generationCancelled(_, let reason):
            return append("error", ClientSentence.cancelled(reason), to: &buffer)
        case .snapshot(let snapshot):
            return append(snapshot, pipeline, to: &buffer)
        case .shutdown:
            return append(
                "error",
                ClientSentence.shutdown,
                to: &buffer
            )
        }
    }

    private func append(_ type: StaticString, _ message: String, to buffer: inout ByteBuffer) -> Int {
        buffer.beginData(type)
        buffer.member("message", message)
        buffer.endBlock()
        return 1
    }

    private func append(_ partial: Event.Partial, to buffer: inout ByteBuffer) -> Int {
        guard let element = partial.element else { return 0 }
        buffer.beginData("day_complete")
        buffer.member("day", element.index + 1)
        buffer.member("total", element.count)
        buffer.endBlock()
        return 1
    }

    /// What is being done, and the days that are complete, of the newest plan that has any; text and length are
    /// absolute, so the next piece says the rest.
    private func append(
        _ snapshot: Event.Snapshot,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) -> Int {
        let current = snapshot.steps.last {
            $0.hasBegun && ($0.status == .running || $0.status == .waiting)
        }
        var events = 0
        if let current {
            let message = current.message ?? pipeline.steps[current.step].label
            events += append("status", message, to: &buffer)
        }
        let plan = snapshot.steps.last { $0.partials.contains { $0.element != nil } }
        for partial in plan?.partials ?? [] { events += append(partial, to: &buffer) }
        return events
    }

    private static func planID(_ end: Event.GenerationEnd) -> String { "plan-\(end.generation)" }
}
