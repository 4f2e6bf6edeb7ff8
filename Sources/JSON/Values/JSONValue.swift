/// A JSON value (RFC 8259).
///
/// Two are equal when JSON Schema says so: `1` equals `1.0`, members have no order, and texts are compared code point
/// by code point, where Swift would take canonically equivalent ones for the same.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// What has a fraction, an exponent or more than 64 bits; never infinite, never NaN.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    var isArray: Bool {
        if case .array = self { true } else { false }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value as an integer, also where it is written `2.0` or `2e3`.
    package var integer: Int? {
        switch self {
        case .integer(let value): Int(value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member called `name`; nil where there is none, or no object.
    package subscript(name: String) -> JSONValue? {
        object?[name]
    }

    /// The element at `index`; nil where there is none, or no array.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// What `pointer` points to (RFC 6901 section 4); nil where there is nothing.
    package subscript(at pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            let part: JSONValue? =
                switch value {
                case .object(let object): object[token]
                case .array(let array):
                    JSONPointer.index(token).flatMap { $0 < array.count ? array[$0] : nil }
                default: nil
                }
            guard let part else { return nil }
            value = part
        }
        return value
    }

    /// Whether arrays and objects stand inside one another more than `limit` levels deep.
    package func nests(deeperThan limit: Int) -> Bool {
        switch self {
        case .array(let elements): limit == 0 || elements.contains { $0.nests(deeperThan: limit - 1) }
        case .object(let object):
            limit == 0 || object.members.contains { $0.value.nests(deeperThan: limit - 1) }
        default: false
        }
    }
}
