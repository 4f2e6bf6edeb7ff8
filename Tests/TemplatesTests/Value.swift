import Templates

/// The values of JSON, as literals.
enum Value: TemplateValue, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object([(String, Value)])

    var templateText: String {
        switch self {
        case .null: ""
        case .text(let text): text
        default: json
        }
    }

    var isTemplateEmpty: Bool {
        switch self {
        case .null, .bool(false), .text(""): true
        case .list(let elements): elements.isEmpty
        default: false
        }
    }

    var templateElements: [Value]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    func templateMember(_ name: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }

    private var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): Int(exactly: value)?.description ?? "\(value)"
        case .text(let text): "\"\(text)\""
        case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\"\($0.0)\":\($0.1.json)" }.joined(separator: ","))}"
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(nilLiteral: ()) { self = .null }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: Value...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Value)...) { self = .object(elements) }
}
