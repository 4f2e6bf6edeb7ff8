internal import Patterns

/// What rules that must be met together demand, so far as it can be aimed at; the rest is left to trying.
struct SchemaDemands {
    private(set) var isImpossible = false
    private(set) var kinds = JSONKinds.all
    /// What the first `const` or `enum` lists.
    private(set) var choices: [JSONValue] = []

    private(set) var least = -Double.infinity
    private(set) var most = Double.infinity
    private(set) var divisors: [JSONValue] = []

    private(set) var lengthMin = 0
    private(set) var lengthMax = Int.max
    private(set) var patterns: [Pattern] = []

    private(set) var elements: [(first: [Int], others: Int?)] = []
    private(set) var elementsMin = 0
    private(set) var elementsMax = Int.max
    private(set) var isUnique = false
    private(set) var contained: [Int] = []

    private(set) var members: [SchemaMembers] = []
    private(set) var required: [String] = []
    private(set) var names: [Int] = []
    private(set) var membersMin = 0
    private(set) var membersMax = Int.max
    private(set) var requiredWith: [(name: String, others: [String])] = []
    /// Members that would demand more of the whole object.
    private(set) var avoided: [String] = []

    init(_ rules: [SchemaRule]) {
        for rule in rules {
            add(rule)
        }
    }

    private mutating func add(_ rule: SchemaRule) {
        switch rule {
        case .nothing: isImpossible = true
        case .kinds(let allowed): kinds.formIntersection(allowed)
        case .constant(let value): choices = choices.isEmpty ? [value] : choices
        case .choice(let values): choices = choices.isEmpty ? values : choices
        case .minimum(let limit): least = max(least, limit.number ?? least)
        case .maximum(let limit): most = min(most, limit.number ?? most)
        case .exclusiveMinimum(let limit): least = max(least, limit.number?.nextUp ?? least)
        case .exclusiveMaximum(let limit): most = min(most, limit.number?.nextDown ?? most)
        case .multiple(let divisor): divisors.append(divisor)
        case .minimumLength(let limit): lengthMin = max(lengthMin, limit)
        case .maximumLength(let limit): lengthMax = min(lengthMax, limit)
        case .pattern(let pattern): patterns.append(pattern)
        case .elements(let first, let others): elements.append((first, others))
        case .minimumElements(let limit): elementsMin = max(elementsMin, limit)
        case .maximumElements(let limit): elementsMax = min(elementsMax, limit)
        case .uniqueElements: isUnique = true
        case .contains(let schema): contained.append(schema)
        case .members(let rule): members.append(rule)
        case .required(let listed): required += listed.filter { !required.contains($0) }
        case .names(let schema): names.append(schema)
        case .minimumMembers(let limit): membersMin = max(membersMin, limit)
        case .maximumMembers(let limit): membersMax = min(membersMax, limit)
        case .requiredWith(let name, let others, _): requiredWith.append((name, others))
        case .schemaWith(let name, _): avoided.append(name)
        case .reference, .all, .any, .one, .not, .condition: break
        }
    }

    /// The kinds to choose from: those allowed, and where all are, those that the other demands are about.
    var likelyKinds: [JSONKinds] {
        let isNumeric = least.isFinite || most.isFinite || !divisors.isEmpty
        let about: [(JSONKinds, Bool)] = [
            (.object, !members.isEmpty || !required.isEmpty || !names.isEmpty || membersMin > 0),
            (.array, !elements.isEmpty || !contained.isEmpty || isUnique || elementsMin > 0),
            (.string, !patterns.isEmpty || lengthMin > 0 || lengthMax < .max),
            (.integer, isNumeric), (.fractional, isNumeric), (.boolean, false), (.null, false),
        ]
        let allowed = about.filter { kinds.contains($0.0) }
        let meant = kinds == .all ? allowed.filter(\.1) : allowed
        return meant.isEmpty && kinds == .all ? [.string] : meant.map(\.0)
    }

    /// Every schema that the member called `name` must match.
    func schemas(forMember name: String) -> [Int] {
        members.flatMap { $0.schemas(for: name) }
    }

    /// Every schema that the element at `index` must match.
    func schemas(forElement index: Int) -> [Int] {
        elements.compactMap { index < $0.first.count ? $0.first[index] : $0.others }
    }
}
