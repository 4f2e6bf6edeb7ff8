import JSON

/// What came of reading an answer in pieces.
struct IncrementalReading: Equatable {
    var parts: [IncrementalJSON.Part] = []
    var value: JSONValue?
    var fault: IncrementalJSON.Fault?
    var salvaged: JSONValue?
    /// How many bytes had been given when the fault was met; nil if it was at the end, or not at all.
    var readUntilFault: Int?

    init(_ pieces: [ArraySlice<UInt8>], schema: JSONSchema? = nil, limits: JSONLimits = JSONLimits()) {
        var reader = IncrementalJSON(schema: schema, limits: limits)
        var read = 0
        do throws(IncrementalJSON.Fault) {
            for piece in pieces {
                read += piece.count
                readUntilFault = read
                try reader.read(piece.span) { parts.append($0) }
            }
            readUntilFault = nil
            value = try reader.finish { parts.append($0) }
        } catch {
            fault = error
        }
        salvaged = reader.salvaged()
    }

    init(_ text: String, schema: JSONSchema? = nil, limits: JSONLimits = JSONLimits()) {
        self.init([Array(text.utf8)[...]], schema: schema, limits: limits)
    }

    /// The same but for the place up to which had to be read, which depends on how the text was cut.
    static func == (left: Self, right: Self) -> Bool {
        left.parts == right.parts && left.value == right.value && left.fault == right.fault
            && left.salvaged == right.salvaged
    }

    /// The parts that are announced of a whole value: the specification, without the way there.
    static func parts(of value: JSONValue) -> [IncrementalJSON.Part] {
        switch value {
        case .array(let elements):
            elements.enumerated().map {
                IncrementalJSON.Part(path: JSONPointer(tokens: ["\($0)"]), value: $1)
            }
        case .object(let object):
            object.members.flatMap { name, value -> [IncrementalJSON.Part] in
                guard let elements = value.array else {
                    return [IncrementalJSON.Part(path: JSONPointer(tokens: [name]), value: value)]
                }
                return elements.enumerated().map {
                    IncrementalJSON.Part(path: JSONPointer(tokens: [name, "\($0)"]), value: $1)
                }
            }
        default: []
        }
    }
}
