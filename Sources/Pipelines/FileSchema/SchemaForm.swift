internal import JSON

/// What a value in a pipeline file may be, in keywords of JSON Schema.
struct SchemaForm {
    let keywords: [JSONObject.Member]

    init(_ keywords: [JSONObject.Member]) {
        self.keywords = keywords
    }

    var schema: JSONValue {
        var object = JSONObject(minimumCapacity: keywords.count)
        for (keyword, value) in keywords { object[keyword] = value }
        return .object(object)
    }

    static let text = SchemaForm([("type", "string")])
    static let bool = SchemaForm([("type", "boolean")])
    /// A Mustache template, here or in a file of its own.
    static let template = either(text, .mapping([.required("file", "A file in this one's directory.", text)]))
    static let anything = SchemaForm([])
    static let jsonSchema = SchemaForm([
        ("type", "object"),
        (
            "properties",
            [
                "file": [
                    "type": "string",
                    "description": "A file in this one's directory, in place of the schema.",
                ]
            ]
        ),
    ])
    static let expression = SchemaForm([("type", ["string", "number", "boolean"])])
    static let path = pattern(#"^[^\s{}()"'.]+(\.[^\s{}()"'.]+)*$"#)
    static let identifier = pattern("^[A-Za-z][A-Za-z0-9_-]{0,63}$")
    static let duration = pattern("^([0-9]+(ms|s|m|h|d))+$")
    static let model = pattern("^[^/]+/.+$")
    static let percent = integer(0...100)

    static func pattern(_ source: String) -> SchemaForm {
        SchemaForm([("type", "string"), ("pattern", .string(source))])
    }

    static func integer(_ range: ClosedRange<Int>) -> SchemaForm {
        SchemaForm([
            ("type", "integer"), ("minimum", .integer(Int64(range.lowerBound))),
            ("maximum", .integer(Int64(range.upperBound))),
        ])
    }

    static func integer(from least: Int) -> SchemaForm {
        SchemaForm([("type", "integer"), ("minimum", .integer(Int64(least)))])
    }

    static func number(_ range: ClosedRange<Double>) -> SchemaForm {
        SchemaForm([
            ("type", "number"), ("minimum", .number(range.lowerBound)),
            ("maximum", .number(range.upperBound)),
        ])
    }

    static func choice(_ names: [String]) -> SchemaForm {
        SchemaForm([("enum", .array(names.map { .string($0) }))])
    }

    static func list(_ count: ClosedRange<Int>, of element: SchemaForm) -> SchemaForm {
        SchemaForm([
            ("type", "array"), ("minItems", .integer(Int64(count.lowerBound))),
            ("maxItems", .integer(Int64(count.upperBound))), ("items", element.schema),
        ])
    }

    /// A mapping whose keys the file chooses.
    static func named(_ value: SchemaForm, least: Int = 0) -> SchemaForm {
        SchemaForm([
            ("type", "object"), ("minProperties", .integer(Int64(least))),
            ("additionalProperties", value.schema),
        ])
    }

    static func either(_ forms: SchemaForm...) -> SchemaForm {
        SchemaForm([("anyOf", .array(forms.map(\.schema)))])
    }

    /// In draft-07 nothing else may stand beside a reference.
    static func reference(_ definition: String) -> SchemaForm {
        SchemaForm([("allOf", [["$ref": "#/definitions/\(definition)"]])])
    }

    /// A mapping with these keys and no others.
    static func mapping(_ keys: [SchemaKey], _ more: JSONObject.Member...) -> SchemaForm {
        var properties = JSONObject(minimumCapacity: keys.count)
        for key in keys { properties[key.name] = key.value }
        let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        return SchemaForm(
            [("type", "object"), ("additionalProperties", false), ("properties", .object(properties))]
                + (required.isEmpty ? [] : [("required", .array(required))]) + more
        )
    }

    /// One of the mappings that a value of a key tells apart.
    static func mapping(told key: String, apart definitions: [(value: String, definition: String)])
        -> SchemaForm
    {
        let values = JSONValue.array(definitions.map { .string($0.value) })
        let branches = definitions.map { value, definition -> JSONValue in
            [
                "if": ["properties": [(key): ["const": .string(value)]], "required": [.string(key)]],
                "then": ["$ref": "#/definitions/\(definition)"],
            ]
        }
        return SchemaForm([
            ("type", "object"), ("required", [.string(key)]), ("properties", [(key): ["enum": values]]),
            ("allOf", .array(branches)),
        ])
    }
}
