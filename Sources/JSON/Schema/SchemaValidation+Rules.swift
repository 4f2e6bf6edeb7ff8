internal import Patterns

extension SchemaValidation {
    mutating func check(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        switch rule {
        case .nothing(let keyword): report(keyword.isEmpty ? "false" : keyword, "is not allowed")
        case .reference(let schema): check(value, against: schema)
        case .kinds(let kinds): checkKind(of: value, kinds)
        case .constant(let constant): value == constant || report("const", "must be \(constant.described)")
        case .choice(let choices): checkChoice(value, choices)
        case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multiple: checkNumber(value, rule)
        case .minimumLength, .maximumLength, .pattern: checkString(value, rule)
        case .elements, .minimumElements, .maximumElements, .uniqueElements, .contains:
            checkArray(value, rule)
        case .members, .required, .names, .minimumMembers, .maximumMembers, .requiredWith, .schemaWith:
            checkObject(value, rule)
        case .all, .any, .one, .not, .condition: checkCombination(value, rule)
        }
    }

    private mutating func checkKind(of value: JSONValue, _ kinds: JSONKinds) -> Bool {
        let kind = JSONKinds(of: value)
        guard !kinds.isSuperset(of: kind) else { return true }
        let actual = kind == .fractional ? value.described : kind.described
        return report("type", "must be \(kinds.described), is \(actual)")
    }

    private mutating func checkChoice(_ value: JSONValue, _ choices: [JSONValue]) -> Bool {
        guard spend(choices.count / 16) else { return false }
        guard !choices.contains(value) else { return true }
        let shown = choices.prefix(10).map { $0.described }.joined(separator: ", ")
        return report("enum", "must be one of \(shown)\(choices.count > 10 ? ", …" : "")")
    }

    private mutating func checkNumber(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        guard value.number != nil else { return true }
        switch rule {
        case .minimum(let limit):
            return !value.isLess(than: limit) || report("minimum", "must be at least \(limit), is \(value)")
        case .exclusiveMinimum(let limit):
            return limit.isLess(than: value)
                || report("exclusiveMinimum", "must be greater than \(limit), is \(value)")
        case .maximum(let limit):
            return !limit.isLess(than: value) || report("maximum", "must be at most \(limit), is \(value)")
        case .exclusiveMaximum(let limit):
            return value.isLess(than: limit)
                || report("exclusiveMaximum", "must be less than \(limit), is \(value)")
        case .multiple(let divisor):
            return value.isMultiple(of: divisor)
                || report("multipleOf", "must be a multiple of \(divisor), is \(value)")
        default: return true
        }
    }

    private mutating func checkString(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        guard case .string(let text) = value else { return true }
        guard spend(on: text) else { return false }
        switch rule {
        case .minimumLength(let limit):
            let length = text.unicodeScalars.count
            return length >= limit
                || report(
                    "minLength",
                    "must be at least \(limit.counted("character")) long, is \(length.grouped)"
                )
        case .maximumLength(let limit):
            let length = text.unicodeScalars.count
            return length <= limit
                || report(
                    "maxLength",
                    "must be at most \(limit.counted("character")) long, is \(length.grouped)"
                )
        case .pattern(let pattern):
            return pattern.matches(anywhereIn: text)
                || report("pattern", "must match the pattern \(pattern.source)")
        default: return true
        }
    }

    private mutating func checkCombination(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        switch rule {
        case .all(let schemas):
            var isValid = true
            for schema in schemas where !check(value, against: schema) {
                isValid = false
                if isDone { break }
            }
            return isValid
        case .any(let schemas): return checkAny(value, schemas)
        case .one(let schemas): return checkOne(value, schemas)
        case .not(let schema):
            return !matches(value, schema) || report("not", "is what the schema's 'not' forbids")
        case .condition(let condition, let then, let other):
            guard let schema = matches(value, condition) ? then : other else { return true }
            return check(value, against: schema)
        default: return true
        }
    }

    private mutating func checkAny(_ value: JSONValue, _ schemas: [Int]) -> Bool {
        var reasons: [JSONSchema.Violation] = []
        for schema in schemas {
            let (isValid, violation) = firstViolation(of: value, against: schema)
            if isValid { return true }
            if let violation { reasons.append(violation) }
        }
        return report(
            "anyOf",
            "matches none of \(schemas.count.counted("alternative"))\(reasons.described)"
        )
    }

    private mutating func checkOne(_ value: JSONValue, _ schemas: [Int]) -> Bool {
        var reasons: [JSONSchema.Violation] = []
        var matching = 0
        for schema in schemas {
            let (isValid, violation) = firstViolation(of: value, against: schema)
            if isValid {
                matching += 1
            } else if let violation {
                reasons.append(violation)
            }
        }
        guard matching == 0 else {
            return matching == 1
                || report(
                    "oneOf",
                    "must match one of \(schemas.count.counted("alternative")), matches \(matching)"
                )
        }
        return report(
            "oneOf",
            "matches none of \(schemas.count.counted("alternative"))\(reasons.described)"
        )
    }
}
