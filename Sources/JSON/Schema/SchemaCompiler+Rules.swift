internal import Patterns

extension SchemaCompiler {
    func addGeneralRules(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault) {
        if let type = place["type"] {
            let names = try strings(type.string == nil ? type : [type], "type", in: place)
            var kinds: JSONKinds = []
            for name in names {
                guard let kind = JSONKinds(named: name) else {
                    throw library.fault(
                        place,
                        "type",
                        "names '\(name)', which is no type\(JSONKinds.advice(on: name))"
                    )
                }
                kinds.formUnion(kind)
            }
            rules.append(.kinds(kinds))
        }
        if let constant = place["const"] {
            rules.append(.constant(constant))
        }
        if let choice = place["enum"] {
            guard let values = choice.array, !values.isEmpty else {
                throw library.fault(place, "enum", "must be an array of at least one value")
            }
            rules.append(.choice(values))
        }
    }

    func addNumberRules(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault) {
        if let limit = try number("minimum", in: place) { rules.append(.minimum(limit)) }
        if let limit = try number("exclusiveMinimum", in: place) { rules.append(.exclusiveMinimum(limit)) }
        if let limit = try number("maximum", in: place) { rules.append(.maximum(limit)) }
        if let limit = try number("exclusiveMaximum", in: place) { rules.append(.exclusiveMaximum(limit)) }
        if let divisor = try number("multipleOf", in: place) {
            guard let value = divisor.number, value > 0 else {
                throw library.fault(place, "multipleOf", "must be greater than 0")
            }
            rules.append(.multiple(of: divisor))
        }
    }

    func addStringRules(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault) {
        if let length = try count("minLength", in: place) { rules.append(.minimumLength(length)) }
        if let length = try count("maxLength", in: place) { rules.append(.maximumLength(length)) }
        if let value = place["pattern"] {
            guard let source = value.string else { throw library.fault(place, "pattern", "must be a string") }
            rules.append(.pattern(try pattern(source, "pattern", in: place)))
        }
    }

    mutating func addArrayRules(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault) {
        if place["prefixItems"] != nil {
            let first = try schemas("prefixItems", in: place) ?? []
            rules.append(.elements(first: first, others: try schema("items", in: place)))
        } else if place["items"]?.array != nil {
            let first = place["items"] == [] ? [] : try schemas("items", in: place) ?? []
            rules.append(.elements(first: first, others: try schema("additionalItems", in: place)))
        } else if let others = try schema("items", in: place) {
            rules.append(.elements(first: [], others: others))
        }
        if let count = try count("minItems", in: place) { rules.append(.minimumElements(count)) }
        if let count = try count("maxItems", in: place) { rules.append(.maximumElements(count)) }
        if let value = place["uniqueItems"] {
            guard let isUnique = value.bool else {
                throw library.fault(place, "uniqueItems", "must be true or false")
            }
            if isUnique { rules.append(.uniqueElements) }
        }
        if let schema = try schema("contains", in: place) { rules.append(.contains(schema)) }
    }

    mutating func addObjectRules(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault)
    {
        if let required = place["required"] {
            rules.append(.required(try strings(required, "required", in: place)))
        }
        let named = try schemasByName("properties", in: place)
        var patterned: [(pattern: Pattern, schema: Int)] = []
        for (source, schema) in try schemasByName("patternProperties", in: place) ?? [] {
            patterned.append((try pattern(source, "patternProperties", in: place), schema))
        }
        let others = try schema("additionalProperties", in: place)
        if named != nil || !patterned.isEmpty || others != nil {
            rules.append(.members(SchemaMembers(named: named ?? [], patterned: patterned, others: others)))
        }
        if let names = try schema("propertyNames", in: place) { rules.append(.names(names)) }
        if let count = try count("minProperties", in: place) { rules.append(.minimumMembers(count)) }
        if let count = try count("maxProperties", in: place) { rules.append(.maximumMembers(count)) }
        for keyword in ["dependencies", "dependentRequired", "dependentSchemas"] {
            try addDependencies(keyword, of: place, to: &rules)
        }
    }

    /// Draft-07 has one keyword for both kinds; later drafts have one for each.
    private mutating func addDependencies(
        _ keyword: String,
        of place: SchemaPlace,
        to rules: inout [SchemaRule]
    ) throws(JSONSchemaFault) {
        guard let map = place.child(keyword) else { return }
        guard let members = map.value.object?.members else {
            throw library.fault(place, keyword, "must be an object")
        }
        for (name, value) in members {
            if keyword != "dependentSchemas", value.array != nil {
                rules.append(
                    .requiredWith(name: name, others: try strings(value, name, in: map), keyword: keyword)
                )
            } else if keyword != "dependentRequired", let child = map.child(name) {
                rules.append(.schemaWith(name: name, try index(of: child, keyword: keyword)))
            } else {
                throw library.fault(map, name, "must be an array of strings")
            }
        }
    }

    mutating func addCombinations(of place: SchemaPlace, to rules: inout [SchemaRule]) throws(JSONSchemaFault)
    {
        if let schemas = try schemas("allOf", in: place) { rules.append(.all(schemas)) }
        if let schemas = try schemas("anyOf", in: place) { rules.append(.any(schemas)) }
        if let schemas = try schemas("oneOf", in: place) { rules.append(.one(schemas)) }
        if let schema = try schema("not", in: place) { rules.append(.not(schema)) }
        if let condition = try schema("if", in: place) {
            let then = try schema("then", in: place)
            rules.append(.condition(if: condition, then: then, else: try schema("else", in: place)))
        }
    }
}
