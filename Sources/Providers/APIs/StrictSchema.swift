internal import JSON

/// Whether OpenAI takes a schema in its strict mode: every object names all its members, demands them, and allows no
/// others ("Structured model outputs", Supported schemas); a request with another schema would be refused.
enum StrictSchema {
    private static let keywords: Set<String> = [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "description",
        "title", "anyOf", "$defs", "$ref", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
    ]

    static func holds(_ schema: JSONSchema) -> Bool {
        schema.document["type"]?.string == "object" && schema.document["anyOf"] == nil
            && holds(schema.document)
    }

    private static func holds(_ schema: JSONValue) -> Bool {
        guard let object = schema.object, object.members.allSatisfy({ keywords.contains($0.name) }) else {
            return false
        }
        if let members = object["properties"]?.object {
            let demanded = Set(object["required"]?.array?.compactMap(\.string) ?? [])
            guard object["additionalProperties"]?.bool == false,
                members.members.allSatisfy({ demanded.contains($0.name) && holds($0.value) })
            else { return false }
        } else if mayBeObject(object["type"]) {
            return false
        }
        let parts =
            (object["items"].map { [$0] } ?? []) + (object["anyOf"]?.array ?? [])
            + (object["$defs"]?.object?.members.map(\.value) ?? [])
        return parts.allSatisfy(holds)
    }

    private static func mayBeObject(_ type: JSONValue?) -> Bool {
        (type?.array ?? type.map { [$0] } ?? []).contains { $0.string == "object" }
    }
}
