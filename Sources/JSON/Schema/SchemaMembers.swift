internal import Patterns

/// What a schema says of an object's members, by their names.
struct SchemaMembers: Sendable {
    /// In the schema's order.
    let named: [(name: String, schema: Int)]
    let patterned: [(pattern: Pattern, schema: Int)]
    /// For members that are neither named nor patterned.
    let others: Int?
    private let places: [MemberName: Int]

    init(named: [(name: String, schema: Int)], patterned: [(pattern: Pattern, schema: Int)], others: Int?) {
        self.named = named
        self.patterned = patterned
        self.others = others
        places = Dictionary(named.map { (MemberName($0.name), $0.schema) }) { first, _ in first }
    }

    /// Whether the schema itself gives the name.
    func declares(_ name: String) -> Bool {
        places[MemberName(name)] != nil
    }

    /// Every schema that a member called `name` must match.
    func schemas(for name: String) -> [Int] {
        var schemas: [Int] = []
        if let schema = places[MemberName(name)] {
            schemas.append(schema)
        }
        for (pattern, schema) in patterned where pattern.matches(anywhereIn: name) {
            schemas.append(schema)
        }
        if schemas.isEmpty, let others {
            schemas.append(others)
        }
        return schemas
    }
}
