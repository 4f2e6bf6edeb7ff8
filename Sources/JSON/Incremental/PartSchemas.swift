/// What a schema demands of each part that closes, found once for all elements of an array.
struct PartSchemas {
    private let whole: JSONSchema
    /// The array in which elements closed last.
    private var array: ArraySchemas?

    private struct ArraySchemas {
        let member: MemberName?
        let schema: JSONSchema
        /// How many elements may have schemas of their own.
        let distinctElements: Int
        /// For all elements behind those.
        let others: JSONSchema
    }

    init(_ whole: JSONSchema) {
        self.whole = whole
    }

    /// What is wrong with a part; the paths begin at the whole value.
    mutating func violations(of part: ClosedPart) -> [JSONSchema.Violation] {
        let found = schema(for: part).validate(part.value)
        guard !found.isEmpty else { return [] }
        let redacted = part.member.map { whole.declares(member: $0) ? $0 : JSONSchema.Violation.undeclared }
        return found.map { $0.within(part.path, redacted: part.path(member: redacted)) }
    }

    private mutating func schema(for part: ClosedPart) -> JSONSchema {
        guard let index = part.index else {
            return part.member.map { whole.subschema(forMember: $0) } ?? whole
        }
        let array = arraySchemas(of: part.member)
        self.array = array
        return index < array.distinctElements ? array.schema.subschema(forElement: index) : array.others
    }

    private func arraySchemas(of member: String?) -> ArraySchemas {
        let name = member.map { MemberName($0) }
        if let array, array.member == name { return array }
        let schema = member.map { whole.subschema(forMember: $0) } ?? whole
        let count = schema.distinctElements
        return ArraySchemas(
            member: name,
            schema: schema,
            distinctElements: count,
            others: schema.subschema(forElement: count)
        )
    }
}
