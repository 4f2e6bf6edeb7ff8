import JSON
import Testing

/// Nothing that a schema or a value holds may crash the server or hold it up.
@Suite struct JSONSchemaBoundsTests {
    private func nested(_ levels: Int, around core: JSONValue = 1, _ wrap: (JSONValue) -> JSONValue)
        -> JSONValue
    {
        (0..<levels).reduce(core) { value, _ in wrap(value) }
    }

    static let tree: JSONValue = ["items": ["$ref": "#"]]

    @Test(
        arguments: [tree, ["uniqueItems": true], ["const": 1], ["not": ["enum": [[1]]]], true] as [JSONValue]
    )
    func tenThousandLevelsOfValueAreAnswered(schema: JSONValue) throws {
        let deep = nested(10_000) { [$0] }
        let violations = try JSONSchema(schema).validate([deep, deep])
        #expect(violations.contains { $0.message == "nests deeper than 512 levels, which is not checked" })
    }

    @Test func tenThousandLevelsOfSchemaAreRefused() {
        #expect {
            try JSONSchema(nested(10_000, around: [:]) { ["items": $0] })
        } throws: {
            ($0 as? JSONSchemaFault)?.description == "the schema nests deeper than 256 levels"
        }
    }

    @Test func whatTheReaderLetsThroughIsCheckedToTheEnd() throws {
        let schema: JSONValue = [
            "$defs": [
                "tree": [
                    "anyOf": [
                        ["type": "integer"],
                        ["allOf": [["type": "array", "items": ["$ref": "#/$defs/tree"]]]],
                    ]
                ]
            ],
            "$ref": "#/$defs/tree",
        ]
        #expect(try JSONSchema(schema).validate(nested(64) { [$0] }) == [])
        #expect(try JSONSchema(schema).validate(nested(64, around: .null) { [$0] }).count == 1)
    }

    @Test(
        arguments: [
            ["$ref": "#"], ["allOf": [["$ref": "#"]]], ["anyOf": [["$ref": "#"]]], ["not": ["$ref": "#"]],
            ["if": ["$ref": "#"], "then": false],
            [
                "$ref": "#/$defs/a",
                "$defs": ["a": ["$ref": "#/$defs/b"], "b": ["oneOf": [["$ref": "#/$defs/a"]]]],
            ],
        ] as [JSONValue]
    )
    func aSchemaThatRefersToItselfWithoutEndIsAnswered(schema: JSONValue) throws {
        let violations = try JSONSchema(schema).validate(1)
        #expect(
            violations.contains { $0.message.hasPrefix("needs more than 512 schemas inside one another") }
        )
    }

    @Test func alternativesThatMultiplyAreGivenUp() throws {
        var definitions = JSONObject()
        for level in 0..<40 {
            let next: JSONValue = ["$ref": "#/$defs/level\(level + 1)"]
            definitions["level\(level)"] = ["anyOf": [next, next]]
        }
        definitions["level40"] = false
        let schema = try JSONSchema(["$ref": "#/$defs/level0", "$defs": .object(definitions)])
        let violations = schema.validate(1)
        #expect(violations.map(\.message) == ["takes more than 1,000,000 steps to check, which is given up"])
    }

    @Test func aChainOfTenThousandReferencesIsAnswered() throws {
        var definitions = JSONObject()
        for link in 0..<10_000 {
            definitions["link\(link)"] = ["$ref": "#/$defs/link\(link + 1)"]
        }
        definitions["link10000"] = true
        let schema = try JSONSchema(["$ref": "#/$defs/link0", "$defs": .object(definitions)])
        #expect(schema.validate(1).count == 1)
        #expect(schema.subschema(forMember: "a").validate(1) == [])
    }

    @Test func aMegabyteOfTextMeetsAPattern() throws {
        let text = String(repeating: "a", count: 1 << 20) + "!"
        let schema = try JSONSchema(["pattern": "^(a+)+$", "enum": [.string(text)]])
        #expect(schema.validate(.string(text)).map(\.keyword) == ["pattern"])
    }

    @Test func aHundredThousandItemsAreComparedWithOneAnother() throws {
        let items = (0..<100_000).map { ["index": .integer($0)] as JSONValue }
        let schema = try JSONSchema(["uniqueItems": true])
        #expect(schema.validate(.array(items)) == [])
        #expect(schema.validate(.array(items + [["index": 5.0]])).count == 1)
    }
}
