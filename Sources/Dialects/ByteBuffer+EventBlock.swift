internal import Bytes
internal import Events
internal import JSON
internal import Platform

/// The blocks that dialects are made of.
extension ByteBuffer {
    /// Begins a block with a named event whose data is one JSON object; its id stands first.
    mutating func beginBlock(_ name: StaticString, id sequence: Int, of stream: StreamFacts) {
        append("id: ")
        stream.position(of: sequence).append(to: &self)
        append("\nevent: ")
        append(name)
        append("\ndata: ")
        openObject()
    }

    /// Begins a block that shares its position with the one that follows, and so has no id.
    mutating func beginBlock(_ name: StaticString) {
        append("event: ")
        append(name)
        append("\ndata: ")
        openObject()
    }

    /// Begins a block of nothing but data: one JSON object that says its `type`.
    ///
    /// Clients that know only such blocks must find nothing else in them, so the position follows by `appendPosition`.
    mutating func beginData(_ type: StaticString) {
        append("data: ")
        openObject()
        member("type", type)
    }

    mutating func endBlock() {
        closeObject()
        append("\n\n")
    }

    /// The id of the data blocks before it, in a block of its own: it dispatches nothing, and is what a reader
    /// resumes behind.
    mutating func appendPosition(_ sequence: Int, of stream: StreamFacts) {
        append("id: ")
        stream.position(of: sequence).append(to: &self)
        append("\n\n")
    }

    /// Appends what data blocks an event makes, and behind them where it stands.
    ///
    /// What only one reader is told before the server goes stands nowhere.
    mutating func appendData(
        of event: Event,
        _ stream: StreamFacts,
        _ blocks: (inout ByteBuffer) -> Int
    ) -> Int {
        let events = blocks(&self)
        if case .shutdown = event.payload { return events }
        if events > 0 { appendPosition(event.sequence, of: stream) }
        return events
    }

    /// A member in whole milliseconds.
    mutating func member(_ name: StaticString, milliseconds duration: Duration) {
        member(name, Int(duration.wholeMilliseconds))
    }
}
