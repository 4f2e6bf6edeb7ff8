extension SchemaValidation {
    mutating func checkArray(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        guard case .array(let elements) = value else { return true }
        switch rule {
        case .elements(let first, let others): return checkElements(elements, first: first, others: others)
        case .minimumElements(let limit):
            return elements.count >= limit
                || report(
                    "minItems",
                    "must have at least \(limit.counted("item")), has \(elements.count.grouped)"
                )
        case .maximumElements(let limit):
            return elements.count <= limit
                || report(
                    "maxItems",
                    "must have at most \(limit.counted("item")), has \(elements.count.grouped)"
                )
        case .uniqueElements: return checkUnique(elements)
        case .contains(let schema):
            for element in elements where matches(element, schema) { return true }
            return report("contains", "has no item such as the schema's 'contains' demands")
        default: return true
        }
    }

    mutating func checkObject(_ value: JSONValue, _ rule: SchemaRule) -> Bool {
        guard case .object(let object) = value else { return true }
        switch rule {
        case .members(let members): return checkMembers(object, members)
        case .required(let names): return checkRequired(names, in: object, "required", "is required")
        case .names(let schema): return checkNames(of: object, schema)
        case .minimumMembers(let limit):
            return object.count >= limit
                || report(
                    "minProperties",
                    "must have at least \(limit.counted("member")), has \(object.count.grouped)"
                )
        case .maximumMembers(let limit):
            return object.count <= limit
                || report(
                    "maxProperties",
                    "must have at most \(limit.counted("member")), has \(object.count.grouped)"
                )
        case .requiredWith(let name, let others, let keyword):
            guard object[name] != nil else { return true }
            return checkRequired(others, in: object, keyword, "is required where '\(name)' is given")
        case .schemaWith(let name, let schema):
            return object[name] == nil || check(value, against: schema)
        default: return true
        }
    }

    private mutating func checkElements(_ elements: [JSONValue], first: [Int], others: Int?) -> Bool {
        var isValid = true
        for (index, element) in elements.enumerated() {
            guard let schema = index < first.count ? first[index] : others else { break }
            guard !check(element, at: String(index), against: schema) else { continue }
            isValid = false
            if isDone { break }
        }
        return isValid
    }

    private mutating func checkUnique(_ elements: [JSONValue]) -> Bool {
        var places: [JSONValue: Int] = [:]
        for (index, element) in elements.enumerated() {
            guard spend(on: element) else { return false }
            if let earlier = places.updateValue(index, forKey: element) {
                return report("uniqueItems", "must not repeat an item, but \(earlier) and \(index) are equal")
            }
        }
        return true
    }

    private mutating func checkMembers(_ object: JSONObject, _ members: SchemaMembers) -> Bool {
        var isValid = true
        for (name, value) in object.members {
            guard members.patterned.isEmpty || spend(members.patterned.count) else { return false }
            for schema in members.schemas(for: name)
            where !check(value, at: name, isDeclared: members.declares(name), against: schema) {
                isValid = false
                if isDone { return false }
            }
        }
        return isValid
    }

    private mutating func checkRequired(
        _ names: [String],
        in object: JSONObject,
        _ keyword: String,
        _ message: String
    ) -> Bool {
        var isValid = true
        for name in names where object[name] == nil {
            isValid = report(keyword, at: name, message)
            if isDone { break }
        }
        return isValid
    }

    private mutating func checkNames(of object: JSONObject, _ schema: Int) -> Bool {
        var isValid = true
        for (name, _) in object.members {
            let (isAllowed, violation) = firstViolation(
                of: .string(name),
                against: schema
            )
            guard !isAllowed else { continue }
            isValid = report(
                "propertyNames",
                at: name,
                isDeclared: false,
                "has a name that \(violation?.message ?? "is not allowed")"
            )
            if isDone { break }
        }
        return isValid
    }
}
