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
            if let output = state.output { buffer.member("output", output) }
            if let text = state.text { buffer.member("text", text) }
            if let fault = state.fault { append(fault, to: &buffer) }
            buffer.closeObject()
        }
        buffer.closeArray()
        append(snapshot.usage, to: &buffer)
    }

    func append(_ gap: Event.Gap, to buffer: inout ByteBuffer) {
        buffer.member("after", gap.after.description)
        buffer.member("resumed", gap.resumed.description)
        buffer.member("reason", gap.reason.rawValue)
    }
}
