package import Bytes
package import Events
internal import JSON

/// What one reader alone is told.
extension PenstockDialect {
    /// Members that say what a generation has come to.
    package func append(_ snapshot: Event.Snapshot, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        buffer.member("generation", snapshot.generation.description)
        buffer.member("pipeline", pipeline.name)
        buffer.member("version", pipeline.version)
        buffer.member("status", snapshot.status.rawValue)
        buffer.key("steps")
        buffer.openArray()
        for state in snapshot.steps {
            buffer.openObject()
            appendRun(state.step, state.attempt, state.part, pipeline, to: &buffer)
            buffer.member("status", state.status.rawValue)
            append(state, to: &buffer)
            buffer.closeObject()
        }
        buffer.closeArray()
        append(snapshot.usage, to: &buffer)
    }

    private func append(_ state: Event.StepState, to buffer: inout ByteBuffer) {
        if state.fault == nil, let message = state.message { buffer.member("message", message) }
        if let draft = state.draft { buffer.member("draft", draft) }
        if let duration = state.duration { buffer.member("duration_ms", milliseconds: duration) }
        if let output = state.output { buffer.member("output", output) }
        if let text = state.text { buffer.member("text", text) }
        // An output has them all.
        if state.output == nil, !state.partials.isEmpty {
            buffer.key("partials")
            buffer.openArray()
            for partial in state.partials {
                buffer.openObject()
                appendContent(of: partial, to: &buffer)
                buffer.closeObject()
            }
            buffer.closeArray()
        }
        if let fault = state.fault { append(fault, to: &buffer) }
    }

    func append(_ gap: Event.Gap, to buffer: inout ByteBuffer) {
        buffer.member("after", gap.after.description)
        buffer.member("resumed", gap.resumed.description)
        buffer.member("reason", gap.reason.rawValue)
    }
}
