internal import JSON

/// What of a JSON Schema Gemini takes as `responseJsonSchema`, which refuses a request for a keyword that it does not
/// know; what is left out is still checked when the answer has come.
///
/// Source: Gemini's API reference, "GenerationConfig", `responseJsonSchema`.
enum GeminiSchema {
    private static let keywords: Set = [
        "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items",
        "prefixItems", "minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties",
        "additionalProperties", "required",
    ]

    static func of(_ schema: JSONValue) -> JSONValue {
        guard let members = schema.object?.members else { return schema }
        var converted = JSONObject(minimumCapacity: members.count)
        for (name, value) in members { add(name, value, to: &converted) }
        // Nothing else may stand beside a reference.
        guard let reference = converted["$ref"] else { return .object(converted) }
        var rest = JSONObject()
        rest["$ref"] = reference
        for name in ["$defs", "$id", "$anchor"] { rest[name] = converted[name] }
        return .object(rest)
    }

    private static func add(_ name: String, _ value: JSONValue, to schema: inout JSONObject) {
        switch name {
        case "properties", "$defs": schema[name] = byName(value)
        // As draft-07 calls them; references to them are written anew.
        case "definitions": schema["$defs"] = byName(value)
        case "$ref":
            schema[name] = value.string.map { .string($0.replacing("#/definitions/", with: "#/$defs/")) }
        case "anyOf", "oneOf", "prefixItems": schema[name] = value.array.map { .array($0.map(of)) }
        case "items": add(items: value, to: &schema)
        case "additionalProperties": schema[name] = of(value)
        case "const": schema["enum"] = choices([value])
        case "enum": schema[name] = choices(value.array ?? [])
        default: if keywords.contains(name) { schema[name] = value }
        }
    }

    private static func byName(_ schemas: JSONValue) -> JSONValue? {
        guard let members = schemas.object?.members else { return nil }
        var converted = JSONObject(minimumCapacity: members.count)
        for (name, schema) in members { converted[name] = of(schema) }
        return .object(converted)
    }

    /// One schema for all, or in draft-07 one for each place.
    private static func add(items: JSONValue, to schema: inout JSONObject) {
        if let places = items.array {
            schema["prefixItems"] = .array(places.map(of))
        } else {
            schema["items"] = of(items)
        }
    }

    /// Choices are of strings and of numbers only.
    private static func choices(_ values: [JSONValue]) -> JSONValue? {
        values.allSatisfy { $0.string != nil || $0.number != nil } ? .array(values) : nil
    }
}
