internal import Patterns

/// One thing that a schema demands; schemas inside it are named by their place in ``JSONSchema``.
enum SchemaRule: Sendable {
    /// The schema `false`; the keyword is the one that stands in front of it.
    case nothing(keyword: String)
    case reference(Int)

    case kinds(JSONKinds)
    case constant(JSONValue)
    case choice([JSONValue])

    case minimum(JSONValue)
    case exclusiveMinimum(JSONValue)
    case maximum(JSONValue)
    case exclusiveMaximum(JSONValue)
    case multiple(of: JSONValue)

    case minimumLength(Int)
    case maximumLength(Int)
    case pattern(Pattern)

    /// The first elements one by one, then all others.
    case elements(first: [Int], others: Int?)
    case minimumElements(Int)
    case maximumElements(Int)
    case uniqueElements
    case contains(Int)

    case members(SchemaMembers)
    case required([String])
    case names(Int)
    case minimumMembers(Int)
    case maximumMembers(Int)
    /// Where the member `name` is there, others must be; two keywords say so.
    case requiredWith(name: String, others: [String], keyword: String)
    /// Where the member `name` is there, the whole object must match.
    case schemaWith(name: String, Int)

    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
    case condition(if: Int, then: Int?, else: Int?)
}
