/// Makes values that schemas accept, by narrowing down what their rules leave and trying.
struct SchemaSampler<Generator: RandomNumberGenerator> {
    let schema: JSONSchema
    let outline: JSONSchema.SampleOutline
    var generator: Generator
    let prose: (Int) -> String
    private(set) var path = JSONPointer.root
    private var depth = 0
    private var depthLimit: Int
    private var values = 0

    /// Beyond this only what is demanded is made, and of alternatives the shallowest, so that values of schemas that
    /// refer to themselves come to an end.
    private static var depthAmple: Int { 5 }
    /// The same for values made so far: a sample is some kilobytes, not megabytes.
    private static var valuesAmple: Int { 500 }
    /// What a schema may demand; the reader's default limit takes it.
    private static var depthMax: Int { 48 }
    /// Values made or tried for one sample; a schema that needs more has alternatives that multiply.
    private static var valuesMax: Int { 100_000 }
    /// Alternatives inside alternatives that are about one value.
    private static var decisionsMax: Int { 100 }
    /// How often a value is made anew that fails what can only be checked.
    private static var attemptsMax: Int { 12 }

    /// The place of a rule that leaves a choice.
    private struct Decision: Hashable {
        let schema: Int
        let rule: Int
    }

    init(
        _ schema: JSONSchema,
        _ outline: JSONSchema.SampleOutline,
        _ generator: Generator,
        _ prose: @escaping (Int) -> String
    ) {
        self.schema = schema
        self.outline = outline
        self.generator = generator
        self.prose = prose
        depthLimit = Self.depthMax
    }

    /// Whether more is made than is demanded.
    var isAmple: Bool { depth <= Self.depthAmple && values <= Self.valuesAmple }

    func fault(_ reason: String) -> JSONSchema.SampleFault {
        JSONSchema.SampleFault(path: path, reason: reason)
    }

    /// A value that all of `schemas` accept.
    mutating func sample(_ schemas: [Int]) throws(JSONSchema.SampleFault) -> JSONValue {
        guard depth < depthLimit else { throw fault("must nest deeper than \(Self.depthMax) levels") }
        depth += 1
        defer { depth -= 1 }
        return try decide(schemas, after: [])
    }

    /// The same for the member or element called `token`.
    mutating func sample(_ schemas: [Int], at token: String) throws(JSONSchema.SampleFault) -> JSONValue {
        path.append(token)
        defer { path.removeLast() }
        return try sample(schemas)
    }

    /// Takes the first alternatives that work of each rule that has some.
    private mutating func decide(
        _ schemas: [Int],
        after decided: Set<Decision>
    ) throws(JSONSchema.SampleFault) -> JSONValue {
        let parts = schema.conjunction(of: schemas)
        guard let (decision, branches) = nextDecision(parts, after: decided) else {
            return try fill(schemas, parts)
        }
        guard decided.count < Self.decisionsMax else { throw fault("has more alternatives than are tried") }
        let outer = depthLimit
        defer { depthLimit = outer }
        var failure = fault("has no alternative")
        for limit in isAmple ? outer...outer : min(depth, outer)...outer {
            depthLimit = limit
            for branch in branches {
                do throws(JSONSchema.SampleFault) {
                    return try decide(schemas + branch, after: decided.union([decision]))
                } catch {
                    failure = error
                }
            }
        }
        throw failure
    }

    /// The first rule that leaves a choice, and what is to be met together in each case.
    private func nextDecision(
        _ parts: [Int],
        after decided: Set<Decision>
    ) -> (decision: Decision, branches: [[Int]])? {
        for part in parts {
            for (index, rule) in schema.rules[part].enumerated() {
                let decision = Decision(schema: part, rule: index)
                guard !decided.contains(decision) else { continue }
                switch rule {
                case .any(let schemas), .one(let schemas): return (decision, schemas.map { [$0] })
                case .condition(let condition, let then, let other):
                    return (decision, [[condition] + (then.map { [$0] } ?? []), other.map { [$0] } ?? []])
                case .schemaWith(let name, let schema) where demands(of: parts).required.contains(name):
                    return (decision, [[schema]])
                default: continue
                }
            }
        }
        return nil
    }

    private func demands(of parts: [Int]) -> SchemaDemands {
        SchemaDemands(parts.flatMap { schema.rules[$0] })
    }

    /// A value that meets what `parts` demand, tried until all of `schemas` accept it.
    private mutating func fill(_ schemas: [Int], _ parts: [Int]) throws(JSONSchema.SampleFault) -> JSONValue {
        let demands = demands(of: parts)
        if !demands.choices.isEmpty {
            try count()
            let allowed = demands.choices.filter { violations(of: $0, against: schemas).isEmpty }
            guard let choice = allowed.randomElement(using: &generator) else {
                throw fault("has no value to choose")
            }
            return choice
        }
        var violation: JSONSchema.Violation?
        for _ in 0..<Self.attemptsMax {
            try count()
            let value = try make(demands)
            violation = violations(of: value, against: schemas).first
            if violation == nil { return value }
        }
        throw fault("was not met by \(Self.attemptsMax) attempts: \(violation?.description ?? "")")
    }

    private mutating func count() throws(JSONSchema.SampleFault) {
        values += 1
        guard values <= Self.valuesMax else { throw fault("has more alternatives than are tried") }
    }

    func violations(of value: JSONValue, against schemas: [Int]) -> [JSONSchema.Violation] {
        var validation = SchemaValidation(rules: schema.rules, limit: 1)
        return validation.violations(of: value, against: schemas)
    }

    /// A value of any kind that can be made.
    private mutating func make(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> JSONValue {
        var failure = fault("is not allowed to be anything")
        guard !demands.isImpossible else { throw failure }
        for kind in demands.likelyKinds.shuffled(using: &generator) {
            do throws(JSONSchema.SampleFault) {
                return try make(kind, demands)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private mutating func make(
        _ kind: JSONKinds,
        _ demands: SchemaDemands
    ) throws(JSONSchema.SampleFault) -> JSONValue {
        switch kind {
        case .null: return .null
        case .boolean: return .bool(Bool.random(using: &generator))
        case .integer: return try makeInteger(demands)
        case .fractional: return try makeFraction(demands)
        case .string: return .string(try makeString(demands))
        case .array: return try makeArray(demands)
        default: return try makeObject(demands)
        }
    }
}
