internal import Authentication
internal import Bytes
internal import Dialects
internal import EventLog
internal import Events
internal import JSON
internal import Pipelines
internal import Platform

/// What is said of a generation in JSON: the same words as in the events of the `penstock` dialect.
enum GenerationDocument {
    /// Everything there is so far.
    static func state(of log: GenerationLog) -> ByteBuffer {
        let state = log.state()
        let facts = log.facts
        var body = ByteBuffer()
        body.openObject()
        PenstockDialect().append(state.snapshot, facts.pipeline, to: &body)
        append(log.charges, facts.pipeline, to: &body)
        body.member("progress", state.progress)
        body.member("began", Int(log.began.unixMilliseconds))
        if let end = log.end {
            body.member("ended", Int(end.time.unixMilliseconds))
            append(end.payload, facts.pipeline, to: &body)
        }
        body.member("last_event_id", log.lastPosition.description)
        let path = path(of: facts.generation)
        body.key("links")
        body.openObject()
        body.member("self", path)
        body.member("events", path + "/events")
        body.member("cancel", path + "/cancel")
        body.closeObject()
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
        return body
    }

    /// What it has cost so far, and each call with what it used.
    private static func append(
        _ charges: [Event.Charge],
        _ pipeline: PipelineFacts,
        to body: inout ByteBuffer
    ) {
        guard let last = charges.last else { return }
        body.append(last.total)
        body.key("calls")
        body.openArray()
        for charge in charges {
            body.openObject()
            PenstockDialect().appendMembers(of: charge, pipeline, to: &body)
            body.closeObject()
        }
        body.closeArray()
    }

    /// The newest of several, in a few words each.
    static func list(_ entries: [GenerationStore.Entry]) -> ByteBuffer {
        var body = ByteBuffer()
        body.openObject()
        body.key("generations")
        body.openArray()
        for entry in entries {
            body.openObject()
            body.member("generation", entry.id.description)
            body.member("pipeline", entry.bound.pipeline.name)
            body.member("version", entry.bound.pipeline.facts.version)
            body.member("status", entry.status.rawValue)
            if entry.caller.key != nil { body.member("owner", entry.caller.owner) }
            body.member("began", Int(entry.began.unixMilliseconds))
            if let end = entry.end { body.member("ended", Int(end.time.unixMilliseconds)) }
            body.key("links")
            body.openObject()
            body.member("self", path(of: entry.id))
            body.closeObject()
            body.closeObject()
        }
        body.closeArray()
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
        return body
    }

    static func path(of id: GenerationID) -> String { "/v1/generations/\(id)" }

    private static func append(
        _ payload: Event.Payload,
        _ pipeline: PipelineFacts,
        to body: inout ByteBuffer
    ) {
        switch payload {
        case .generationComplete(let end): append(end, pipeline, to: &body)
        case .generationError(let end, let fault):
            PenstockDialect().append(fault, to: &body)
            append(end, pipeline, to: &body)
        case .generationCancelled(let end, let reason):
            body.member("reason", reason)
            append(end, pipeline, to: &body)
        default: break
        }
    }

    private static func append(
        _ end: Event.GenerationEnd,
        _ pipeline: PipelineFacts,
        to body: inout ByteBuffer
    ) {
        body.member("result", end.result)
        body.key("missing")
        body.openArray()
        for step in end.missing { body.append(jsonString: pipeline.steps[step].id) }
        body.closeArray()
        body.member("duration_ms", Int(end.duration.wholeMilliseconds))
        body.key("models")
        body.openArray()
        for model in end.models { body.append(jsonString: model) }
        body.closeArray()
    }
}
