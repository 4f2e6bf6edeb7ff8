import JSON
import Testing

@testable import Providers

/// Vendors take parts of JSON Schema only.
@Suite struct SchemaFormTests {
    @Test(arguments: [
        (
            #"{"type":"object","properties":{},"minProperties":1,"$schema":"x"}"#,
            #"{"type":"object","properties":{}}"#
        ),
        (
            #"{"type":"string","minLength":1,"maxLength":9,"pattern":"a","format":"date"}"#,
            #"{"type":"string","format":"date"}"#
        ),
        (
            #"{"type":["string","null"],"title":"T","description":"D"}"#,
            #"{"type":["string","null"],"title":"T","description":"D"}"#
        ),
        (#"{"const":"a"}"#, #"{"enum":["a"]}"#), (#"{"const":true}"#, "{}"),
        (#"{"enum":["a",2,null]}"#, "{}"),
        (#"{"enum":["a",2]}"#, #"{"enum":["a",2]}"#),
        (
            #"{"type":"integer","minimum":1,"exclusiveMaximum":9,"multipleOf":2}"#,
            #"{"type":"integer","minimum":1}"#
        ),
        (
            #"{"items":[{"type":"string","minLength":1},{"const":1}],"minItems":2,"uniqueItems":true}"#,
            #"{"prefixItems":[{"type":"string"},{"enum":[1]}],"minItems":2}"#
        ),
        (
            #"{"items":{"minLength":1,"anyOf":[{"pattern":"a"},{"type":"null"}]},"additionalProperties":{"pattern":"a"}}"#,
            #"{"items":{"anyOf":[{},{"type":"null"}]},"additionalProperties":{}}"#
        ),
        (
            ##"{"definitions":{"a":{"minLength":1,"type":"string"}},"properties":{"pattern":{"$ref":"#/definitions/a","title":"T"}}}"##,
            ##"{"$defs":{"a":{"type":"string"}},"properties":{"pattern":{"$ref":"#/$defs/a"}}}"##
        ),
        (
            #"{"allOf":[{"type":"string"}],"not":{},"additionalProperties":false}"#,
            #"{"additionalProperties":false}"#
        ),
        ("true", "true"),
    ])
    func geminiGetsOfASchemaWhatItTakes(schema: String, taken: String) throws {
        let converted = GeminiSchema.of(try JSONValue(reading: schema))
        #expect(converted == (try JSONValue(reading: taken)), "\(converted.rendered)")
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
            true
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}"#,
            false
        ),
        (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, false),
        (#"{"type":"object"}"#, false),
        (
            #"{"type":"object","properties":{"a":{"type":["object","null"]}},"required":["a"],"#
                + #""additionalProperties":false}"#,
            false
        ),
        (
            #"{"type":"object","properties":{},"additionalProperties":false,"anyOf":[{"type":"object"}]}"#,
            false
        ), (#"{"type":"array","items":{"type":"string"}}"#, false),
        (
            #"{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}"#,
            false
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"required":["a"],"#
                + #""additionalProperties":false}"#,
            false
        ),
    ])
    func openAIHoldsAModelToSomeSchemasOnly(schema: String, isStrict: Bool) throws {
        #expect(StrictSchema.holds(try JSONSchema(try JSONValue(reading: schema))) == isStrict)
    }
}
