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

    /// What is wrong with `value`.
    func violations(of value: JSONValue) -> [RuleViolation] {
        if case .schema(let schema) = self {
            return schema.validate(value).map {
                RuleViolation(
                    "\($0.path.description.isEmpty ? "it" : "\($0.path)") \($0.message)",
                    redacted: $0.redacted
                )
            }
        }
        return reasons(against: value).map { RuleViolation($0) }
    }

    /// The same for all rules but schemas; they say nothing of the value but how long it is.
    private func reasons(against value: JSONValue) -> [String] {
        guard let text = value.string else { return ["it must be text"] }
        switch self {
        case .length(let range):
            let count = text.unicodeScalars.count
            if count < range.lowerBound {
                return ["it has \(count) characters and needs at least \(range.lowerBound)"]
            }
            if count > range.upperBound {
                return ["it has \(count) characters and may have at most \(range.upperBound)"]
            }
            return []
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
