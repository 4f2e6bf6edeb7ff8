package import Bytes

extension ByteBuffer {
    package mutating func append(json value: JSONValue) {
        switch value {
        case .object(let object):
            openObject()
            for (name, value) in object.members {
                key(escaping: name)
                append(json: value)
            }
            closeObject()
        case .array(let elements):
            openArray()
            for element in elements {
                append(json: element)
            }
            closeArray()
        default: append(jsonScalar: value)
        }
    }

    /// The value as people read it: a line for each member and element, two spaces for each level.
    package mutating func append(prettyJSON value: JSONValue) {
        append(prettyJSON: value, level: 0)
    }

    private mutating func append(prettyJSON value: JSONValue, level: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            openObject()
            for (place, member) in object.members.enumerated() {
                breakLine(after: place, level: level + 1)
                key(escaping: member.name)
                append(UInt8(ascii: " "))
                append(prettyJSON: member.value, level: level + 1)
            }
            breakLine(after: 0, level: level)
            closeObject()
        case .array(let elements) where !elements.isEmpty:
            openArray()
            for (place, element) in elements.enumerated() {
                breakLine(after: place, level: level + 1)
                append(prettyJSON: element, level: level + 1)
            }
            breakLine(after: 0, level: level)
            closeArray()
        default: append(json: value)
        }
    }

    private mutating func breakLine(after written: Int, level: Int) {
        append(written > 0 ? ",\n" : "\n" as StaticString)
        for _ in 0..<level {
            append("  ")
        }
    }

    private mutating func append(jsonScalar value: JSONValue) {
        if case .string(let text) = value { return append(jsonString: text) }
        separateJSON()
        switch value {
        case .bool(let value): append(value ? "true" : "false" as StaticString)
        case .integer(let value): append(decimal: value)
        // Swift's own text is the shortest that reads back the same, and valid JSON but for what JSON cannot say.
        case .number(let value) where value.isFinite: append(value.description)
        default: append("null")
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON, without spaces.
    package var rendered: String {
        var buffer = ByteBuffer()
        buffer.append(json: self)
        return buffer.string
    }

    package var description: String { rendered }
}
