/// The keywords of JSON Schema, those that only describe included: whatever else stands in a schema is not one.
package enum SchemaKeyword: String, CaseIterable, Sendable {
    case id = "$id"
    case schema = "$schema"
    case reference = "$ref"
    case comment = "$comment"
    case anchor = "$anchor"
    case dynamicReference = "$dynamicRef"
    case recursiveReference = "$recursiveRef"
    case definitions
    case defs = "$defs"
    case title, description, `default`, examples, deprecated, readOnly, writeOnly
    case format, contentMediaType, contentEncoding, contentSchema
    case type, const, `enum`
    case minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf
    case minLength, maxLength, pattern
    case items, prefixItems, additionalItems, unevaluatedItems, contains, minContains, maxContains
    case minItems, maxItems, uniqueItems
    case properties, patternProperties, additionalProperties, unevaluatedProperties, propertyNames
    case required, minProperties, maxProperties
    case dependencies, dependentRequired, dependentSchemas
    case allOf, anyOf, oneOf, not
    case `if`, then, `else`

    /// What of its value is a schema again.
    package enum Content: Sendable {
        case noSchema
        /// The value itself, or each element if it is a list.
        case schema
        /// Each member; a list among them is none.
        case members
    }

    package var content: Content {
        switch self {
        case .items, .prefixItems, .additionalItems, .unevaluatedItems, .contains, .contentSchema,
            .additionalProperties, .unevaluatedProperties, .propertyNames, .allOf, .anyOf, .oneOf, .not,
            .if, .then, .else:
            .schema
        case .definitions, .defs, .properties, .patternProperties, .dependencies, .dependentSchemas:
            .members
        default: .noSchema
        }
    }
}
