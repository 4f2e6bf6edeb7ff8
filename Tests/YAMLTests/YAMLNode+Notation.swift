import YAML

extension YAMLNode {
    /// The value in one line: strings in quotes, everything else as it was resolved.
    var notation: String {
        switch value {
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: "null"
            case .bool(let value): "\(value)"
            case .integer(let value): "\(value)"
            case .float(let value): "\(value)f"
            case .string(let text): "\"\(text)\""
            }
        case .sequence(let elements): "[\(elements.map(\.notation).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\($0.key): \($0.value.notation)" }.joined(separator: ", "))}"
        }
    }

    /// The positions of keys and values, in the order of the file.
    var positions: [String] {
        switch value {
        case .scalar(let scalar): ["\(scalar.text)@\(position)"]
        case .sequence(let elements): ["[@\(position)"] + elements.flatMap(\.positions)
        case .mapping(let entries):
            ["{@\(position)"] + entries.flatMap { ["\($0.key):@\($0.keyPosition)"] + $0.value.positions }
        }
    }
}
