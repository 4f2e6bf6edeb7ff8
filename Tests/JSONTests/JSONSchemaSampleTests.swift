import JSON
import Platform
import Testing
import Verification

@Suite struct JSONSchemaSampleTests {
    private static func sample(_ schema: JSONSchema, seed: UInt64) throws(JSONSchema.SampleFault) -> JSONValue
    {
        var generator = SeededRandomness(seed: seed)
        return try schema.sample(using: &generator) { length in
            String(repeating: "the quick brown fox jumps over the lazy dog ", count: length / 44 + 1)
        }
    }

    static let plan: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["days", "version"],
        "properties": [
            "version": ["const": 2],
            "summary": ["type": ["string", "null"], "minLength": 20, "maxLength": 60],
            "days": [
                "type": "array", "minItems": 1, "maxItems": 5,
                "items": [
                    "type": "object", "required": ["title", "hours", "kind", "date"],
                    "properties": [
                        "title": ["type": "string", "minLength": 1, "maxLength": 40],
                        "hours": ["type": "number", "minimum": 0.5, "maximum": 24, "multipleOf": 0.25],
                        "kind": ["enum": ["work", "rest", .null]],
                        "date": ["type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"],
                        "tags": [
                            "type": "array", "uniqueItems": true, "items": ["enum": ["a", "b", "c"]],
                            "minItems": 2,
                        ],
                    ],
                ],
            ],
        ],
    ]

    static let tree: JSONValue = [
        "$ref": "#/$defs/node",
        "$defs": [
            "node": [
                "type": "object", "required": ["left", "right"],
                "properties": ["left": ["$ref": "#/$defs/branch"], "right": ["$ref": "#/$defs/branch"]],
            ],
            "branch": ["anyOf": [["$ref": "#/$defs/node"], ["type": "integer"]]],
        ],
    ]

    static let schemas: [JSONValue] = [
        true, [:], plan, tree,
        ["type": "null"], ["type": "boolean"], ["type": "integer"], ["type": "number"], ["type": "string"],
        ["type": "array"], ["type": "object"], ["type": ["integer", "null"]], ["const": ["a": [1, .null]]],
        ["enum": [1, "two", 3.5, .null, []]], ["enum": [1, 2, 3, 4], "minimum": 3], ["minimum": 5],
        ["maximum": -5],
        ["type": "integer", "minimum": 3, "exclusiveMaximum": 4],
        ["exclusiveMinimum": 0, "exclusiveMaximum": 0.001],
        ["type": "integer", "multipleOf": 7, "minimum": 100],
        ["allOf": [["multipleOf": 4], ["multipleOf": 6]], "type": "integer"],
        ["multipleOf": 0.01, "type": "number", "maximum": 1], ["minLength": 300], ["maxLength": 0],
        ["minLength": 7, "maxLength": 7], ["pattern": "^[A-Z]{3}-\\d+$", "minLength": 8, "maxLength": 12],
        ["items": ["type": "integer"], "minItems": 3],
        ["items": [["type": "string"], ["type": "null"]], "additionalItems": false],
        ["prefixItems": [["const": 1]], "items": ["const": 2], "minItems": 3],
        ["contains": ["const": 7], "type": "array"],
        [
            "type": "array", "uniqueItems": true, "minItems": 3, "contains": ["const": "x"],
            "items": ["enum": ["x", "y", "z"]],
        ],
        ["type": "array", "items": false],
        ["required": ["a", "b"], "properties": ["a": ["type": "integer"]]],
        ["minProperties": 3, "properties": ["a": true, "b": true]],
        ["maxProperties": 1, "properties": ["a": true, "b": true]],
        [
            "patternProperties": ["^x_[a-z]{2}$": ["type": "integer"]], "additionalProperties": false,
            "minProperties": 2,
        ],
        ["propertyNames": ["pattern": "^[a-z]{4}$"], "minProperties": 3],
        ["properties": ["a": false, "b": ["const": 1]]],
        ["properties": ["a": true, "b": true, "c": true], "dependentRequired": ["a": ["b"], "b": ["c"]]],
        [
            "required": ["a"],
            "dependentSchemas": ["a": ["required": ["b"], "properties": ["b": ["type": "null"]]]],
        ],
        [
            "allOf": [
                ["required": ["a"]], ["properties": ["a": ["type": "string"]]],
                ["properties": ["a": ["maxLength": 3]]],
            ]
        ],
        ["anyOf": [false, ["type": "string", "minLength": 1_000_000_000], ["type": "null"]]],
        ["oneOf": [["type": "integer"], ["type": "number", "minimum": 2]]],
        [
            "oneOf": [
                ["required": ["a"], "properties": ["a": ["const": 1]]],
                ["required": ["a"], "properties": ["a": ["const": 2]]],
            ]
        ],
        ["type": "integer", "minimum": 0, "maximum": 10, "not": ["multipleOf": 2]],
        [
            "properties": ["kind": ["enum": ["a", "b"]], "size": ["type": "integer"]], "required": ["kind"],
            "if": ["properties": ["kind": ["const": "a"]]], "then": ["required": ["size"]],
            "else": ["maxProperties": 1],
        ],
        ["type": "object", "properties": ["next": ["$ref": "#"]]],
        ["type": "array", "items": ["$ref": "#"], "maxItems": 3],
        ["anyOf": [["type": "array", "items": ["$ref": "#"], "minItems": 2], ["type": "null"]]],
    ]

    @Test(arguments: schemas)
    func aSampleIsValid(schema: JSONValue) throws {
        let compiled = try JSONSchema(schema)
        for seed in 0..<100 as Range<UInt64> {
            let sample = try Self.sample(compiled, seed: seed)
            #expect(compiled.validate(sample) == [], "\(sample)")
        }
    }

    /// Whatever the suite's schemas demand is met, or it is said why not; nothing crashes and nothing goes on for ever.
    @Test(arguments: JSONSchemaSuite.groups)
    func theSuitesSchemasAreMetToo(group: JSONSchemaSuite.Group) throws {
        let schema = try JSONSchema(group.schema, resolving: JSONSchemaSuite.document)
        let isPossible = group.tests.contains { $0["valid"] == true }
        for seed in 0..<10 as Range<UInt64> {
            do throws(JSONSchema.SampleFault) {
                let sample = try Self.sample(schema, seed: seed)
                #expect(schema.validate(sample) == [])
            } catch {
                #expect(!isPossible, "\(error)")
            }
        }
    }

    @Test func theSameSeedGivesTheSameSampleAndOthersOthers() throws {
        let schema = try JSONSchema(Self.plan)
        let samples = try (0..<20).map { try Self.sample(schema, seed: $0).rendered }
        #expect(try samples == (0..<20).map { try Self.sample(schema, seed: $0).rendered })
        #expect(Set(samples).count == 20)
    }

    @Test(arguments: [(0, 1), (1, 1), (3, 3), (5, 5), (6, 5), (1_000_000, 5)])
    func aListIsAsLongAsIsWantedAndAllowed(wanted: Int, count: Int) throws {
        let schema = try JSONSchema(Self.plan)
        var outline = JSONSchema.SampleOutline()
        outline.counts["days"] = wanted
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededRandomness(seed: seed)
            let sample = try schema.sample(outline, using: &generator) { String(repeating: "x", count: $0) }
            #expect(sample["days"]?.array?.count == count)
            #expect(schema.validate(sample) == [])
        }
    }

    @Test func elementsAreNumberedWhereTheSchemaAllowsIt() throws {
        let schema = try JSONSchema([
            "type": "object", "required": ["list", "n"],
            "properties": [
                "n": ["type": "integer", "minimum": 100],
                "list": [
                    "type": "array", "minItems": 5, "maxItems": 5,
                    "items": [
                        "type": "object", "required": ["n"],
                        "properties": ["n": ["type": "integer", "minimum": 1, "maximum": 6]],
                    ],
                ],
            ],
        ])
        var outline = JSONSchema.SampleOutline()
        outline.firstNumbers["n"] = 4
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededRandomness(seed: seed)
            let sample = try schema.sample(outline, using: &generator) { String(repeating: "x", count: $0) }
            let numbers = sample["list"]?.array?.prefix(3).map { $0["n"] }
            #expect(numbers == [.integer(4), .integer(5), .integer(6)])
            #expect(schema.validate(sample) == [])
        }
    }

    @Test func optionalMembersAreThereSometimes() throws {
        let schema = try JSONSchema(Self.plan)
        let present = try (0..<100).count { try Self.sample(schema, seed: $0)["summary"] != nil }
        #expect((20...80).contains(present))
    }

    @Test func membersStandInTheOrderOfTheSchema() throws {
        let schema = try JSONSchema(Self.plan)
        let names = try Self.sample(schema, seed: 3)["days"]?[0]?.object?.members.map(\.name)
        #expect(names?.prefix(4) == ["title", "hours", "kind", "date"])
    }

    @Test(
        arguments: [
            (false, "the value is not allowed to be anything"),
            (
                ["minItems": 1_000_000_000, "items": ["const": 1]],
                "the value cannot have 1,000,000,000 items"
            ),
            (
                ["type": "object", "minProperties": .integer(.max), "additionalProperties": true],
                "the value cannot have 9,223,372,036,854,775,807 members"
            ),
            (
                [
                    "type": "array", "minItems": 10_000,
                    "items": ["type": "array", "minItems": 10_000, "items": ["const": 1]],
                ],
                "/9/9986 has more alternatives than are tried"
            ),
            (
                ["type": "number", "minimum": -1e308, "maximum": 1e308],
                "the value has no integer between -1e+308 and 1e+308 to be"
            ),
            (
                ["allOf": .array((0..<101).map { ["anyOf": [["minLength": .integer($0)]]] })],
                "the value has more alternatives than are tried"
            ),
            (
                ["required": ["a"], "properties": ["a": ["enum": [1], "type": "string"]]],
                "/a has no value to choose"
            ),
            (
                ["type": "integer", "minimum": 2.1, "maximum": 2.9],
                "the value has no integer between 2.1 and 2.9 to be"
            ),
            (
                ["type": "string", "pattern": "^\\p{Lu}$"],
                "the value cannot be made to match the pattern ^\\p{Lu}$"
            ),
            (["minLength": 5, "maxLength": 4], "the value cannot be 5 characters long"),
            (["type": "array", "minItems": 2, "maxItems": 1], "the value cannot have 2 items"),
            (
                ["type": "array", "uniqueItems": true, "minItems": 3, "items": ["type": "boolean"]],
                "the value has too few different items to be had"
            ),
            (
                ["type": "object", "required": ["a"], "properties": ["a": ["$ref": "#"]]],
                "\(String(repeating: "/a", count: 48)) must nest deeper than 48 levels"
            ),
            (
                ["type": "null", "not": ["type": "null"]],
                "the value was not met by 12 attempts: the value is what the schema's 'not' forbids"
            ),
        ] as [(JSONValue, String)]
    )
    func whatCannotBeMadeIsSaidWhere(schema: JSONValue, description: String) throws {
        let compiled = try JSONSchema(schema)
        #expect {
            try Self.sample(compiled, seed: 1)
        } throws: {
            ($0 as? JSONSchema.SampleFault)?.description == description
        }
    }
}
