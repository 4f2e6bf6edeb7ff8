package import JSON
package import Patterns

/// One thing that a checked value must satisfy.
package enum Rule: Sendable {
    /// Characters of text.
    case length(ClosedRange<Int>)
    /// Headings that Markdown text must have, in any case of letters.
    case sections([String])
    /// Words and phrases that text must not contain, in any case of letters.
    case forbidden([String])
    case pattern(Pattern)
    case schema(JSONSchema)
    /// Elements of a list.
    case count(ClosedRange<Int>)
    /// Elements of a list whose member of this name counts up by one, from `first`.
    case consecutive(member: String, first: Int)
    /// What must hold of all that the step knows.
    case holds(Expression)

    /// What is wrong with `value`, where a step knows `scope`.
    func violations(of value: JSONValue, in scope: JSONValue) -> [RuleViolation] {
        switch self {
        case .length, .sections, .forbidden, .pattern:
            guard let text = value.string else { return [RuleViolation("it must be text")] }
            // They say nothing of the text but how long it is.
            return reasons(against: text).map { RuleViolation($0) }
        case .schema(let schema):
            return schema.validate(value).map {
                RuleViolation(
                    "\($0.path.tokens.isEmpty ? "it" : $0.path.abridged) \($0.message)",
                    redacted: $0.redacted
                )
            }
        case .count(let range):
            guard let elements = value.array else { return [RuleViolation("it must be a list")] }
            return Self.reason(elements.count, range, "elements").map { [RuleViolation($0)] } ?? []
        case .consecutive(let member, let first):
            guard let elements = value.array else { return [RuleViolation("it must be a list")] }
            return Self.violation(of: elements, member, first).map { [$0] } ?? []
        case .holds(let expression):
            if expression.isTrue(in: scope) { return [] }
            return [RuleViolation("it does not hold that \(expression.source)")]
        }
    }

    private func reasons(against text: String) -> [String] {
        switch self {
        case .length(let range):
            return Self.reason(text.unicodeScalars.count, range, "characters").map { [$0] } ?? []
        case .sections(let names):
            let headings = text.lines.filter { $0.hasPrefix("#") }.map(Self.title)
            return names.filter { !headings.contains($0.lowercased()) }.map {
                "the section \"\($0)\" is missing"
            }
        case .forbidden(let words):
            return words.filter(text.holds).map {
                "it must not contain \"\($0)\""
            }
        case .pattern(let pattern):
            return pattern.matches(anywhereIn: text) ? [] : ["it does not match \(pattern.source)"]
        case .schema, .count, .consecutive, .holds:
            return []
        }
    }

    private static func reason(_ count: Int, _ range: ClosedRange<Int>, _ noun: String) -> String? {
        if count < range.lowerBound {
            return "it has \(count) \(noun) and needs at least \(range.lowerBound)"
        }
        if count > range.upperBound {
            return "it has \(count) \(noun) and may have at most \(range.upperBound)"
        }
        return nil
    }

    /// The first element that does not follow; those behind it would only repeat it.
    private static func violation(of elements: [JSONValue], _ member: String, _ first: Int) -> RuleViolation?
    {
        for (index, element) in elements.enumerated() where element[member]?.integer != first + index {
            let expected = "element \(index + 1) must have \"\(member)\" \(first + index)"
            let found = element[member].map { "it has \($0.templateText.prefix(80))" } ?? "it has none"
            return RuleViolation("\(expected), \(found)", redacted: expected)
        }
        return nil
    }

    /// What a heading says, without its marks; those behind it stand apart ("# C#" says "C#").
    private static func title(of heading: Substring) -> String {
        var title = heading.drop { $0 == "#" }
        func trim() { while title.last?.isWhitespace == true { title.removeLast() } }
        trim()
        let marks = title.reversed().prefix { $0 == "#" }.count
        if title.dropLast(marks).last?.isWhitespace == true { title = title.dropLast(marks) }
        trim()
        return title.drop { $0 == " " || $0 == "\t" }.lowercased()
    }
}
