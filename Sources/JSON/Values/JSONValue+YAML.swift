package import YAML

extension JSONValue {
    /// What a YAML node says as JSON; a number beyond what JSON holds is a string, as it was written.
    package init(_ node: YAMLNode) {
        switch node.value {
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: self = .null
            case .bool(let value): self = .bool(value)
            case .integer(let value): self = .integer(value)
            case .float(let value): self = value.isFinite ? .number(value) : .string(scalar.text)
            case .string(let text): self = .string(text)
            }
        case .sequence(let elements):
            self = .array(elements.map(JSONValue.init))
        case .mapping(let entries):
            var object = JSONObject(minimumCapacity: entries.count)
            for entry in entries { object[entry.key] = JSONValue(entry.value) }
            self = .object(object)
        }
    }
}
