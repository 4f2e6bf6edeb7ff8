package import JSON
internal import Templates

/// How JSON shows in a template: strings as they are, nothing for null, everything else as compact JSON.
extension JSONValue: TemplateValue {
    package var templateText: String {
        switch self {
        case .string(let text): text
        case .null: ""
        case .bool, .integer, .number, .array, .object: rendered
        }
    }

    package var isTemplateEmpty: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .bool, .integer, .number, .object: false
        }
    }

    package var templateElements: [JSONValue]? { array }

    /// A list has its elements by their numbers, and its `count`, for messages such as "Found 5 entities".
    package func templateMember(_ name: String) -> JSONValue? {
        guard case .array(let elements) = self else { return self[name] }
        if name == "count" { return .integer(Int64(elements.count)) }
        return ScopePath.index(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    }
}
