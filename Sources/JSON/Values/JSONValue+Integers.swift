extension JSONValue {
    /// The same with every whole number as an integer: `3.0` and `3e0` count as one in JSON Schema, and show as `3`.
    package var withIntegers: JSONValue {
        holdsWholeNumber ? converted : self
    }

    private var converted: JSONValue {
        switch self {
        case .null, .bool, .integer, .string: return self
        case .number(let number): return Self.integer(number).map { .integer($0) } ?? self
        case .array(let elements): return .array(elements.map(\.converted))
        case .object(var object):
            for (name, value) in object.members { object[name] = value.converted }
            return .object(object)
        }
    }

    private var holdsWholeNumber: Bool {
        switch self {
        case .null, .bool, .integer, .string: false
        case .number(let number): Self.integer(number) != nil
        case .array(let elements): elements.contains(where: \.holdsWholeNumber)
        case .object(let object): object.members.contains(where: \.value.holdsWholeNumber)
        }
    }

    /// Beyond 53 bits a double stands for several integers, and nobody knows which was meant.
    private static func integer(_ number: Double) -> Int64? {
        number.magnitude < 0x1p53 ? Int64(exactly: number) : nil
    }
}
