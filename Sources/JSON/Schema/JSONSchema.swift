/// A JSON Schema, compiled once, that values are checked against.
///
/// Draft-07, and of the later drafts `$defs`, `const`, `prefixItems`, `dependentRequired` and `dependentSchemas`;
/// `format` and the `content` keywords are annotations. Checking is bounded in time and in stack, whatever the schema
/// and the value: where a bound is met, a violation says so.
package struct JSONSchema: Sendable {
    /// The rules of every schema in the document; they name each other by their place here.
    let rules: [[SchemaRule]]
    /// The schemas that a value must match, all of them.
    let roots: [Int]
    /// As it was given; of a part's schema, the document in which it stands.
    package let document: JSONValue

    /// More are of no use to who repairs a value, be it a person or a model.
    package static let violationsMax = 32

    /// Compiles `document`; `resolve` is asked for other documents to which it refers, by their URIs.
    package init(
        _ document: JSONValue,
        resolving resolve: @escaping (_ uri: String) -> JSONValue? = { _ in nil }
    ) throws(JSONSchemaFault) {
        rules = try SchemaCompiler(try SchemaLibrary(document, resolve)).compile()
        roots = [0]
        self.document = document
    }

    private init(of document: JSONValue, rules: [[SchemaRule]], roots: [Int]) {
        self.document = document
        self.rules = rules
        self.roots = roots
    }

    /// What is wrong with `value`, at most `limit` things in the order of the schema; empty if it is valid.
    package func validate(_ value: JSONValue, limit: Int = violationsMax) -> [Violation] {
        var validation = SchemaValidation(rules: rules, limit: limit)
        return validation.violations(of: value, against: roots)
    }

    /// What the schema demands of the member `name` of an object, whatever the other members are.
    ///
    /// For a member that is complete while the object is not. Alternatives and conditions are not looked into.
    package func subschema(forMember name: String) -> JSONSchema {
        subschema { rule in
            switch rule {
            case .members(let members): members.schemas(for: name)
            default: []
            }
        }
    }

    /// What the schema demands of the element at `index` of an array, in the same sense.
    package func subschema(forElement index: Int) -> JSONSchema {
        subschema { rule in
            switch rule {
            case .elements(let first, let others):
                first.indices.contains(index) ? [first[index]] : others.map { [$0] } ?? []
            default: []
            }
        }
    }

    /// How many elements of an array may have schemas of their own; all behind them have one in common.
    var distinctElements: Int {
        var count = 0
        for schema in conjunction(of: roots) {
            for case .elements(let first, _) in rules[schema] { count = max(count, first.count) }
        }
        return count
    }

    /// Whether the schema itself gives the name of a member.
    func declares(member name: String) -> Bool {
        for schema in conjunction(of: roots) {
            for case .members(let members) in rules[schema] where members.declares(name) { return true }
        }
        return false
    }

    private func subschema(_ select: (SchemaRule) -> [Int]) -> JSONSchema {
        var selected: [Int] = []
        for schema in conjunction(of: roots) {
            for rule in rules[schema] {
                for part in select(rule) where !selected.contains(part) {
                    selected.append(part)
                }
            }
        }
        return JSONSchema(of: document, rules: rules, roots: selected)
    }

    /// The schemas that a value must match if it matches all of `schemas`: these, what they refer to, and what is in
    /// their `allOf`.
    func conjunction(of schemas: [Int]) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        var pending = Array(schemas.reversed())
        while let schema = pending.popLast() {
            guard seen.insert(schema).inserted else { continue }
            found.append(schema)
            for rule in rules[schema].reversed() {
                switch rule {
                case .reference(let target): pending.append(target)
                case .all(let parts): pending += parts.reversed()
                default: break
                }
            }
        }
        return found
    }
}
