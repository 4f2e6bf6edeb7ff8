package import Bytes

/// JSON as it is written by hand: no value in between, no closure, no allocation but the buffer's own.
///
/// Whatever begins a value or a member puts a comma in front of itself where a value stands there already, which the
/// last byte tells; what was written before and is no JSON must therefore not end like a value.
extension ByteBuffer {
    package mutating func openObject() {
        separateJSON()
        append(UInt8(ascii: "{"))
    }

    package mutating func closeObject() {
        append(UInt8(ascii: "}"))
    }

    package mutating func openArray() {
        separateJSON()
        append(UInt8(ascii: "["))
    }

    package mutating func closeArray() {
        append(UInt8(ascii: "]"))
    }

    /// The name of a member, whose value must follow; written as it is, so it must hold nothing that wants escaping.
    package mutating func key(_ name: StaticString) {
        separateJSON()
        append(UInt8(ascii: "\""))
        append(name)
        append("\":")
    }

    /// The name of a member, whose value must follow.
    package mutating func key(escaping name: String) {
        append(jsonString: name)
        append(UInt8(ascii: ":"))
    }

    package mutating func member(_ name: StaticString, _ value: StaticString) {
        key(name)
        append(jsonString: value)
    }

    package mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        append(jsonString: value)
    }

    /// A member that is a string, given as valid UTF-8.
    package mutating func member(_ name: StaticString, _ value: Span<UInt8>) {
        key(name)
        append(jsonString: value)
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        append(decimal: value)
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        append(value ? "true" : "false" as StaticString)
    }

    package mutating func member(_ name: StaticString, _ value: JSONValue) {
        key(name)
        append(json: value)
    }

    mutating func separateJSON() {
        guard let last else { return }
        switch last {
        case UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "e"), UInt8(ascii: "l"):
            append(UInt8(ascii: ","))
        default: break
        }
    }
}
