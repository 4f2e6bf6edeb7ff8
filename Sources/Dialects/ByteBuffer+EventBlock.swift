internal import Bytes
internal import Events
internal import JSON
internal import Platform

/// The blocks that dialects are made of.
extension ByteBuffer {
    /// Begins a block with a named event whose data is one JSON object; its id stands first.
    mutating func beginBlock(_ name: StaticString, id sequence: Int, of stream: StreamFacts) {
        append("id: ")
        append(decimal: stream.epoch)
        append(UInt8(ascii: "."))
        append(decimal: sequence)
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

    mutating func endBlock() {
        closeObject()
        append("\n\n")
    }

    /// A member in whole milliseconds.
    mutating func member(_ name: StaticString, milliseconds duration: Duration) {
        member(name, Int(duration.wholeMilliseconds))
    }
}
