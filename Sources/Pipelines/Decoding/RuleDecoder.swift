internal import Patterns
internal import YAML

/// Reads the rules of a check.
struct RuleDecoder {
    let reader: ReferenceReader

    /// What the checked value must be for its rules.
    func demand(_ value: YAMLValue) -> ScopeUse.Demand {
        value.node?["count"] == nil && value.node?["consecutive"] == nil ? .anything : .list
    }

    func rules(_ value: YAMLValue) throws -> [Rule] {
        let map = value.mapping("rules")
        var rules: [Rule] = []
        if let length = map.optional("length").flatMap({ try? range($0, "length") }) {
            rules.append(.length(length))
        }
        if let sections = map.optional("sections")?.list(count: 1...64, { $0.string() }) {
            rules.append(.sections(sections))
        }
        if let words = map.optional("forbidden")?.list(count: 1...256, { $0.string() }) {
            rules.append(.forbidden(words))
        }
        if let pattern = map.optional("pattern") {
            do throws(PatternError) {
                rules.append(.pattern(try Pattern(pattern.string())))
            } catch {
                pattern.report("\(error)")
            }
        }
        if let schema = map.optional("schema").flatMap(SchemaDecoder.schema) {
            rules.append(.schema(schema.schema))
        }
        if let count = map.optional("count").flatMap({ try? range($0, "count") }) {
            rules.append(.count(count))
        }
        if let rule = map.optional("consecutive").flatMap({ try? consecutive($0) }) {
            rules.append(rule)
        }
        let holds = map.optional("holds")?.list(count: 1...64, reader.expression) ?? []
        rules += holds.map { .holds($0) }
        try map.finish()
        if rules.isEmpty { map.report("a check needs at least one rule") }
        return rules
    }

    private func range(_ value: YAMLValue, _ noun: String) throws -> ClosedRange<Int> {
        let map = value.mapping(noun)
        let least = map.optional("min")?.integer(in: 0...Int.max) ?? 0
        let most = map.optional("max")?.integer(in: 0...Int.max) ?? Int.max
        try map.finish()
        if least > most { value.report("\"min\" is greater than \"max\"") }
        return least...max(least, most)
    }

    private func consecutive(_ value: YAMLValue) throws -> Rule {
        let map = value.mapping("consecutive")
        let member = map.required("member").string()
        let first = map.optional("from")?.integer(in: 0...Int(Int32.max)) ?? 1
        try map.finish()
        return .consecutive(member: member, first: first)
    }
}
