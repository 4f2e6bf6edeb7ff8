/// One value being checked against a schema.
struct SchemaValidation {
    let rules: [[SchemaRule]]
    private(set) var violations: [JSONSchema.Violation] = []
    /// How many violations are wanted; with none the first one ends the check.
    private var limit: Int
    private var path = JSONPointer.root
    /// The same, with `*` for names that are the value's own.
    private var redactedPath = JSONPointer.root
    private var depth = 0
    private var steps = 0
    /// Whether it is an alternative that is checked; what is wrong with the alternatives in it is not told, or the
    /// telling would multiply.
    private var isTrying = false
    /// The bound that the check has met, and where; then nothing it says of the value counts.
    private var abandoned: JSONSchema.Violation?

    /// Schemas inside schemas on the way to one part of a value: eight for each level that the reader's default limit
    /// lets a value have, and 256 KB of stack in a release build.
    private static let depthMax = 512

    /// What alternatives that refer to alternatives may multiply to: some tens of milliseconds in a release build.
    private static let stepsMax = 1_000_000

    /// Text that takes about as long to look through as a schema takes to be entered.
    private static let bytesPerStep = 256

    init(rules: [[SchemaRule]], limit: Int) {
        self.rules = rules
        self.limit = max(1, limit)
    }

    mutating func violations(of value: JSONValue, against roots: [Int]) -> [JSONSchema.Violation] {
        if value.nests(deeperThan: Self.depthMax) {
            abandon("nests deeper than \(Self.depthMax) levels, which is not checked")
        }
        for root in roots where abandoned == nil {
            _ = check(value, against: root)
        }
        if let abandoned, violations.count == limit {
            violations[limit - 1] = abandoned
        } else if let abandoned {
            violations.append(abandoned)
        }
        return violations
    }

    /// Whether `value` matches the schema; reports what does not, as long as more is wanted.
    mutating func check(_ value: JSONValue, against schema: Int) -> Bool {
        guard depth < Self.depthMax else {
            return abandon(
                "needs more than \(Self.depthMax) schemas inside one another, which is not checked"
            )
        }
        guard spend(1) else { return false }
        depth += 1
        defer { depth -= 1 }
        var isValid = true
        for rule in rules[schema] {
            guard !check(value, rule) else { continue }
            isValid = false
            // A value of the wrong kind has nothing else to be told.
            if case .kinds = rule { break }
            if isDone { break }
        }
        return isValid
    }

    /// The same for the member or element of `value` called `token`, which the schema may not have declared.
    mutating func check(
        _ part: JSONValue,
        at token: String,
        isDeclared: Bool = true,
        against schema: Int
    ) -> Bool {
        path.append(token)
        redactedPath.append(isDeclared ? token : JSONSchema.Violation.undeclared)
        defer {
            path.removeLast()
            redactedPath.removeLast()
        }
        return check(part, against: schema)
    }

    /// Whether `value` matches, without a report.
    mutating func matches(_ value: JSONValue, _ schema: Int) -> Bool {
        attempt(value, schema, limit: 0).isValid
    }

    /// The same, with the first thing that is wrong with it, where that will be told.
    mutating func firstViolation(
        of value: JSONValue,
        against schema: Int
    ) -> (isValid: Bool, violation: JSONSchema.Violation?) {
        attempt(value, schema, limit: isDone || isTrying ? 0 : 1)
    }

    private mutating func attempt(
        _ value: JSONValue,
        _ schema: Int,
        limit wanted: Int
    ) -> (isValid: Bool, violation: JSONSchema.Violation?) {
        let outer = (violations, limit, isTrying)
        (violations, limit, isTrying) = ([], wanted, true)
        defer { (violations, limit, isTrying) = outer }
        let isValid = check(value, against: schema)
        return (isValid, violations.first)
    }

    /// Reports, and answers that the value is not valid.
    mutating func report(
        _ keyword: String,
        at token: String? = nil,
        isDeclared: Bool = true,
        _ message: @autoclosure () -> String
    ) -> Bool {
        guard !isDone else { return false }
        violations.append(
            JSONSchema.Violation(
                path: token.map { path.appending($0) } ?? path,
                keyword: keyword,
                message: message(),
                redactedPath: token.map {
                    redactedPath.appending(isDeclared ? $0 : JSONSchema.Violation.undeclared)
                }
                    ?? redactedPath
            )
        )
        return false
    }

    /// Whether no more violations are wanted.
    var isDone: Bool { violations.count >= limit || abandoned != nil }

    /// Counts work done; false if it was too much.
    mutating func spend(_ more: Int) -> Bool {
        steps += more
        guard steps > Self.stepsMax else { return abandoned == nil }
        return abandon("takes more than \(Self.stepsMax.grouped) steps to check, which is given up")
    }

    /// Counts the work of looking through a text.
    mutating func spend(on text: String) -> Bool {
        spend(text.utf8.count / Self.bytesPerStep)
    }

    /// Counts the work of looking through a value and all it holds.
    mutating func spend(on value: JSONValue) -> Bool {
        guard spend(1) else { return false }
        switch value {
        case .string(let text): return spend(on: text)
        case .array(let elements): return elements.allSatisfy { spend(on: $0) }
        case .object(let object): return object.members.allSatisfy { spend(on: $0.value) }
        default: return true
        }
    }

    @discardableResult private mutating func abandon(_ message: String) -> Bool {
        let violation = JSONSchema.Violation(
            path: path,
            keyword: "limit",
            message: message,
            redactedPath: redactedPath
        )
        abandoned = abandoned ?? violation
        return false
    }
}
