internal import YAML

/// The kinds of value that a schema's `type` names.
struct JSONKinds: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONKinds(rawValue: 1)
    static let boolean = JSONKinds(rawValue: 2)
    static let integer = JSONKinds(rawValue: 4)
    /// Numbers that are not integers; the keyword's `number` means both.
    static let fractional = JSONKinds(rawValue: 8)
    static let string = JSONKinds(rawValue: 16)
    static let array = JSONKinds(rawValue: 32)
    static let object = JSONKinds(rawValue: 64)

    static let number: JSONKinds = [.integer, .fractional]
    static let all = JSONKinds(rawValue: 127)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(of value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool: .boolean
            case .integer: .integer
            case .number(let number): number == number.rounded() ? .integer : .fractional
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    init?(named name: String) {
        guard let kinds = Self.names.first(where: { $0.name == name })?.kinds else { return nil }
        self = kinds
    }

    /// The names with their articles, as in "must be a string or null".
    var described: String {
        var names: [String] = []
        for (name, kinds) in Self.names
        where isSuperset(of: kinds) && !(name == "integer" && contains(.number)) {
            let article = name == "null" ? "" : "aio".contains(name.prefix(1)) ? "an " : "a "
            names.append(article + name)
        }
        return names.joined(separator: " or ")
    }

    /// What somebody may have meant who names another type.
    static func advice(on name: String) -> String {
        let names = names.map(\.name)
        let near = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'? There are" }
        return "\(near ?? "; there are"): \(names.joined(separator: ", "))"
    }

    private static let names: [(name: String, kinds: JSONKinds)] = [
        ("string", .string), ("number", .number), ("integer", .integer), ("boolean", .boolean),
        ("array", .array),
        ("object", .object), ("null", .null),
    ]
}
