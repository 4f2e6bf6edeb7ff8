import JSON
import Testing

@Suite struct JSONSchemaTests {
    private func violations(_ value: JSONValue, _ schema: JSONValue) throws -> [String] {
        try JSONSchema(schema).validate(value).map(\.description)
    }

    private func fault(_ schema: JSONValue) -> String? {
        do throws(JSONSchemaFault) {
            _ = try JSONSchema(schema)
            return nil
        } catch {
            return error.description
        }
    }

    static let long = JSONValue.string(String(repeating: "x", count: 1 << 20))

    /// A schema, a value, and what a developer or a model is told.
    @Test(
        arguments: [
            (["type": "string"], 1, "the value must be a string, is an integer"),
            (["type": "integer"], 1.5, "the value must be an integer, is 1.5"),
            (["type": ["string", "null"]], [], "the value must be a string or null, is an array"),
            (["type": ["integer", "number"]], true, "the value must be a number, is a boolean"),
            (["const": ["a": 1]], 1, "the value must be {\"a\":1}"),
            (["enum": ["low", "high", 3]], "mid", "the value must be one of \"low\", \"high\", 3"),
            (["minimum": 3], 2, "the value must be at least 3, is 2"),
            (["exclusiveMinimum": 3], 3, "the value must be greater than 3, is 3"),
            (["maximum": 0.5], 1, "the value must be at most 0.5, is 1"),
            (["exclusiveMaximum": 3], 3.0, "the value must be less than 3, is 3.0"),
            (["multipleOf": 5], 7, "the value must be a multiple of 5, is 7"),
            (["minLength": 1], "", "the value must be at least 1 character long, is 0"),
            (["maxLength": 200], long, "the value must be at most 200 characters long, is 1,048,576"),
            (["pattern": "^[a-z]+$"], "A", "the value must match the pattern ^[a-z]+$"),
            (["minItems": 2], [1], "the value must have at least 2 items, has 1"),
            (["maxItems": 1], [1, 2], "the value must have at most 1 item, has 2"),
            (["uniqueItems": true], [1, 2, 1.0], "the value must not repeat an item, but 0 and 2 are equal"),
            (
                ["contains": ["const": 1]], [2],
                "the value has no item such as the schema's 'contains' demands"
            ),
            (["items": ["type": "string"]], ["a", 2], "/1 must be a string, is an integer"),
            (["items": [true], "additionalItems": false], [1, 2], "/1 is not allowed"),
            (
                ["prefixItems": [["type": "string"]], "items": ["type": "null"]], ["a", 1],
                "/1 must be null, is an integer"
            ),
            (["required": ["a/b"]], [:], "/a~1b is required"),
            (
                ["properties": ["a": ["properties": ["b": ["minimum": 1]]]]], ["a": ["b": 0]],
                "/a/b must be at least 1, is 0"
            ),
            (
                ["properties": ["a": true], "additionalProperties": false], ["a": 1, "b": 1],
                "/b is not allowed"
            ),
            (
                ["patternProperties": ["^n_": ["type": "number"]]], ["n_x": "1"],
                "/n_x must be a number, is a string"
            ),
            (
                ["propertyNames": ["maxLength": 3]], ["long": 1],
                "/long has a name that must be at most 3 characters long, is 4"
            ),
            (["minProperties": 1], [:], "the value must have at least 1 member, has 0"),
            (["maxProperties": 1], ["a": 1, "b": 1], "the value must have at most 1 member, has 2"),
            (["dependentRequired": ["a": ["b"]]], ["a": 1], "/b is required where 'a' is given"),
            (["dependencies": ["a": ["b"]]], ["a": 1], "/b is required where 'a' is given"),
            (
                ["dependentSchemas": ["a": ["maxProperties": 1]]], ["a": 1, "b": 1],
                "the value must have at most 1 member, has 2"
            ),
            (["allOf": [["minimum": 1], ["maximum": 3]]], 4, "the value must be at most 3, is 4"),
            (
                ["anyOf": [["type": "string"], ["required": ["a"]]]], [:],
                "the value matches none of 2 alternatives (the value must be a string, is an object; /a is required)"
            ),
            (
                ["oneOf": [["type": "string"]]], 1,
                "the value matches none of 1 alternative (the value must be a string, is an integer)"
            ),
            (
                ["oneOf": [["minimum": 1], ["maximum": 3], false]], 2,
                "the value must match one of 3 alternatives, matches 2"
            ),
            (["not": ["type": "null"]], .null, "the value is what the schema's 'not' forbids"),
            (
                ["if": ["type": "string"], "then": ["minLength": 2], "else": ["minimum": 2]], "a",
                "the value must be at least 2 characters long, is 1"
            ),
            (
                ["if": ["type": "string"], "then": ["minLength": 2], "else": ["minimum": 2]], 1,
                "the value must be at least 2, is 1"
            ),
            (false, 1, "the value is not allowed"),
            (["properties": ["a": false]], ["a": 1], "/a is not allowed"),
        ] as [(JSONValue, JSONValue, String)]
    )
    func aViolationTellsWhatIsWrongAndWhere(schema: JSONValue, value: JSONValue, message: String) throws {
        #expect(try violations(value, schema) == [message])
    }

    @Test(
        arguments: [
            (["maximum": 3], 4, "the value violates 'maximum'"),
            (false, 4, "the value violates 'false'"),
            (["properties": ["a": ["maximum": 3]]], ["a": 4], "/a violates 'maximum'"),
            (["items": ["maximum": 3]], [1, 4], "/1 violates 'maximum'"),
            (["required": ["a"]], ["mine": 4], "/a violates 'required'"),
            (
                ["properties": ["a": true], "additionalProperties": false], ["a": 1, "mine": 1],
                "/* violates 'additionalProperties'"
            ),
            (
                ["additionalProperties": ["properties": ["a": ["enum": [3]]]]], ["mine": ["a": 4]],
                "/*/a violates 'enum'"
            ),
            (["patternProperties": ["^m": ["type": "string"]]], ["mine": 4], "/* violates 'type'"),
            (["propertyNames": ["maxLength": 3]], ["mine": 4], "/* violates 'propertyNames'"),
            (
                ["anyOf": [["properties": ["a": ["maximum": 3]]], ["additionalProperties": false]]],
                ["a": 4, "mine": 4], "the value violates 'anyOf'"
            ),
        ] as [(JSONValue, JSONValue, String)]
    )
    func aViolationIsAlsoToldWithoutTheValue(schema: JSONValue, value: JSONValue, redacted: String) throws {
        #expect(try JSONSchema(schema).validate(value).map(\.redacted) == [redacted])
    }

    @Test func whereTheCheckIsGivenUpTheValueIsNotToldEither() throws {
        var value: JSONValue = 1
        for _ in 0..<600 { value = ["mine": value] }
        let schema = try JSONSchema(["additionalProperties": ["$ref": "#"]])
        #expect(schema.validate(value).allSatisfy { !$0.redacted.contains("mine") })
        #expect(!schema.validate(value).isEmpty)
    }

    @Test(arguments: ["dependencies", "dependentRequired"])
    func aViolationNamesTheKeywordAsItIsWritten(keyword: String) throws {
        var schema = JSONObject()
        schema[keyword] = ["a": ["b"]]
        #expect(try JSONSchema(.object(schema)).validate(["a": 1]).map(\.keyword) == [keyword])
    }

    @Test func everyViolationIsTold() throws {
        let schema: JSONValue = [
            "type": "object", "required": ["title", "days"],
            "properties": [
                "days": [
                    "type": "array",
                    "items": ["type": "object", "required": ["name"], "additionalProperties": false],
                ]
            ],
        ]
        let found = try JSONSchema(schema).validate(["days": [["name": 1], [:], 5]])
        #expect(
            found.map(\.description) == [
                "/title is required", "/days/0/name is not allowed", "/days/1/name is required",
                "/days/2 must be an object, is an integer",
            ]
        )
        #expect(found.map(\.keyword) == ["required", "additionalProperties", "required", "type"])
        #expect(found.map(\.path) == ["/title", "/days/0/name", "/days/1/name", "/days/2"])
    }

    @Test func noMoreViolationsAreToldThanAskedFor() throws {
        let schema = try JSONSchema(["items": ["type": "string"]])
        let value = JSONValue.array((0..<1_000).map { .integer($0) })
        #expect(schema.validate(value).count == 32)
        #expect(schema.validate(value, limit: 3).map(\.path) == ["/0", "/1", "/2"])
    }

    @Test(arguments: [("e\u{301}", 2), ("🌊", 1), ("👩‍👩‍👧", 5), ("\r\n", 2), ("", 0)])
    func lengthIsCountedInCodePoints(text: String, length: Int) throws {
        let schema = try JSONSchema([
            "minLength": .integer(Int64(length)), "maxLength": .integer(Int64(length)),
        ])
        #expect(schema.validate(.string(text)) == [])
    }

    @Test(
        arguments: [
            (0.0075, 0.0001, true), (0.00751, 0.0001, false), (4.35, 0.01, true), (19.99, 0.01, true),
            (1.1, 0.1, true),
            (1e300, 7, false), (0, 0.3, true), (-9, 3, true), (10, 2.5, true), (.integer(.max), 2, false),
            (1e308, 0.123456789, false), (9_007_199_254_740_993, 3, true), (3.0, 3, true), (1e-20, 1, false),
        ] as [(JSONValue, JSONValue, Bool)]
    )
    func multiplesAreFoundInSpiteOfRounding(value: JSONValue, divisor: JSONValue, isMultiple: Bool) throws {
        #expect(try violations(value, ["multipleOf": divisor]).isEmpty == isMultiple)
    }

    @Test(
        arguments: [
            (.integer(.max), 0x1p63, true), (9_007_199_254_740_993, 9_007_199_254_740_992.0, false),
            (2, 2.5, true),
            (-2, -2.5, false), (.integer(.min), -0x1p63, false), (.integer(.min), -1e300, false),
            (3, 3.0, false),
        ] as [(JSONValue, JSONValue, Bool)]
    )
    func anIntegerAndADoubleAreComparedExactly(integer: JSONValue, double: JSONValue, isLess: Bool) throws {
        #expect(try violations(integer, ["exclusiveMaximum": double]).isEmpty == isLess)
        #expect(try violations(double, ["exclusiveMinimum": integer]).isEmpty == isLess)
    }

    @Test(
        arguments: [
            (1, "the schema must be a schema: an object, true or false"),
            (["properties": ["a": 1]], "/properties/a must be a schema: an object, true or false"),
            (["properties": []], "/properties must be an object of schemas"),
            (
                ["type": "strnig"],
                "/type names 'strnig', which is no type; did you mean 'string'? There are: string, number, integer, "
                    + "boolean, array, object, null"
            ),
            (["type": 1], "/type must be an array of strings"),
            (["enum": "a"], "/enum must be an array of at least one value"),
            (["required": "a"], "/required must be an array of strings"),
            (["items": ["minLength": -1]], "/items/minLength must be a whole number, 0 or more"),
            (["exclusiveMinimum": true], "/exclusiveMinimum must be a number"),
            (["multipleOf": 0], "/multipleOf must be greater than 0"),
            (["uniqueItems": 1], "/uniqueItems must be true or false"),
            (["anyOf": []], "/anyOf must be an array of at least one schema"),
            (["allOf": [true, 1]], "/allOf/1 must be a schema: an object, true or false"),
            (
                ["pattern": "a(?=b)"],
                "/pattern has a faulty pattern 'a(?=b)', character 2: lookahead is not supported"
            ),
            (
                ["patternProperties": ["(": true]],
                "/patternProperties has a faulty pattern '(', character 1: '(' without ')'"
            ),
            (["dependentRequired": ["a": true]], "/dependentRequired/a must be an array of strings"),
            (["$ref": 1], "/$ref must be a string"),
            (["$ref": "#/none"], "/$ref refers to '#/none', which is not there"),
            (["$ref": "other.json"], "/$ref refers to 'other.json', which is not there"),
            (
                ["$defs": ["unused": ["type": "x"]]],
                "/$defs/unused/type names 'x', which is no type; there are: string, number, integer, boolean, array, "
                    + "object, null"
            ),
            (["unevaluatedProperties": false], "/unevaluatedProperties is not supported"),
        ] as [(JSONValue, String)]
    )
    func aFaultySchemaIsRefusedAtItsKeyword(schema: JSONValue, description: String) {
        #expect(fault(schema) == description)
    }

    @Test func referencesLeadToDefinitionsAndNames() throws {
        let schema: JSONValue = [
            "$id": "https://example.org/plan",
            "properties": [
                "a": ["$ref": "#/$defs/text"], "b": ["$ref": "#named"], "c": ["$ref": "part"],
                "d": ["$ref": "https://example.org/part#/definitions/deep"],
                "e": ["$ref": "../other/./x.json#/y%20z"],
            ],
            "$defs": [
                "text": ["type": "string"], "named": ["$id": "#named", "type": "integer"],
                "part": ["$id": "part", "type": "boolean", "definitions": ["deep": ["type": "null"]]],
            ],
        ]
        let compiled = try JSONSchema(schema) { uri in
            uri == "https://example.org/other/x.json"
                ? ["y z": ["$ref": "#/w"], "w": ["type": "array"]] : nil
        }
        #expect(compiled.validate(["a": "", "b": 1, "c": true, "d": .null, "e": []]) == [])
        #expect(
            compiled.validate(["a": 1, "b": "", "c": .null, "d": true, "e": [:]]).map(\.path.description) == [
                "/a", "/b", "/c", "/d", "/e",
            ]
        )
    }

    @Test func aReferenceReplacesItsNeighboursUntilDraft2019() throws {
        let old: JSONValue = ["$defs": ["a": true], "$ref": "#/$defs/a", "type": "string"]
        #expect(try violations(1, old) == [])
        var new = try #require(old.object)
        new["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        #expect(try violations(1, .object(new)) == ["the value must be a string, is an integer"])
    }

    @Test func aPartIsCheckedBeforeTheWholeIsThere() throws {
        let schema = try JSONSchema([
            "$ref": "#/definitions/plan",
            "definitions": [
                "plan": [
                    "properties": ["days": ["items": ["$ref": "#/definitions/day"], "maxItems": 7]],
                    "additionalProperties": false, "allOf": [["properties": ["days": ["minItems": 1]]]],
                ],
                "day": ["required": ["title"], "properties": ["title": ["type": "string"]]],
            ],
        ])
        let days = schema.subschema(forMember: "days")
        #expect(days.validate([]).map(\.keyword) == ["minItems"])
        #expect(days.subschema(forElement: 3).validate([:]).map(\.description) == ["/title is required"])
        #expect(days.subschema(forElement: 3).subschema(forMember: "title").validate(1).count == 1)
        #expect(days.subschema(forElement: 3).subschema(forMember: "unknown").validate(1) == [])
        #expect(schema.subschema(forMember: "weeks").validate(1).map(\.keyword) == ["additionalProperties"])
        let pair = try JSONSchema(["prefixItems": [["type": "string"]], "items": ["type": "null"]])
        #expect(pair.subschema(forElement: 0).validate(1).count == 1)
        #expect(pair.subschema(forElement: 1).validate(.null) == [])
    }
}
