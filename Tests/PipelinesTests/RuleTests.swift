import JSON
import Testing

@testable import Pipelines

@Suite struct RuleTests {
    @Test(arguments: [
        ("It has an aim.", false), ("Here was an airport", false), ("As an AI, I cannot", true),
        ("speaking as an AI", true), ("as an AI-model", true), ("AS AN ai!", true), ("(as an AI)", true),
        ("it has an aim, as an AI", true), ("as an AI2", false), ("", false),
    ])
    func aForbiddenWordIsAWordOfItsOwn(text: String, isThere: Bool) {
        let rule = Rule.forbidden(["as an AI"])
        #expect(
            rule.violations(of: .string(text), in: .null).map(\.message)
                == (isThere ? ["it must not contain \"as an AI\""] : [])
        )
    }

    @Test func scriptsWithoutSpacesHaveNoWordsOfTheirOwn() {
        #expect(
            Rule.forbidden(["禁止"]).violations(of: "这是禁止的", in: .null).map(\.message) == [
                "it must not contain \"禁止\""
            ]
        )
        #expect(
            Rule.forbidden(["!!"]).violations(of: "no!!!", in: .null).map(\.message) == [
                "it must not contain \"!!\""
            ]
        )
    }

    @Test(arguments: [
        ("# Intro\n\n## Outlook", []), ("# Intro\r\n\r\n## outlook\r\n", []), ("# intro  \n# OUTLOOK", []),
        ("# Intro #\n## Outlook ##  ", []), ("# Intro#\n# Outlook", ["the section \"Intro\" is missing"]),
        ("#Intro\nOutlook", ["the section \"Outlook\" is missing"]),
        ("Intro", ["the section \"Intro\" is missing", "the section \"Outlook\" is missing"]),
    ])
    func sectionsAreHeadings(text: String, reasons: [String]) {
        #expect(
            Rule.sections(["Intro", "Outlook"]).violations(of: .string(text), in: .null).map(\.message)
                == reasons
        )
    }

    @Test(arguments: [
        ("ab", ["it has 2 characters and needs at least 3"]), ("abc", []), ("äöü🌊", []),
        ("abcde", ["it has 5 characters and may have at most 4"]),
    ])
    func lengthIsInCharacters(text: String, reasons: [String]) {
        #expect(Rule.length(3...4).violations(of: .string(text), in: .null).map(\.message) == reasons)
    }

    @Test func rulesForTextAreNotForOtherValues() {
        for rule in [Rule.length(0...1), .sections(["a"]), .forbidden(["a"])] {
            #expect(rule.violations(of: 5, in: .null).map(\.message) == ["it must be text"])
        }
    }

    @Test func aSchemaHoldsForAnyValue() throws {
        let rule = Rule.schema(try JSONSchema(["type": "object", "required": ["a"]]))
        #expect(rule.violations(of: ["a": 1], in: .null).map(\.message) == [])
        #expect(rule.violations(of: [:], in: .null).count == 1)
        #expect(rule.violations(of: 3, in: .null)[0].message.hasPrefix("it "))
    }

    @Test func aSchemasViolationIsAlsoToldWithoutTheValue() throws {
        let rule = Rule.schema(try JSONSchema(["properties": ["card": ["maximum": 3]]]))
        let violations = rule.violations(of: ["card": 4111], in: .null)
        #expect(violations.map(\.message) == ["/card must be at most 3, is 4111"])
        #expect(violations.map(\.redacted) == ["/card violates 'maximum'"])
    }

    @Test(
        arguments: [
            ([1], ["it has 1 elements and needs at least 2"]), ([1, 2], []), ([1, 2, 3], []),
            ([1, 2, 3, 4], ["it has 4 elements and may have at most 3"]), ("abc", ["it must be a list"]),
            (.null, ["it must be a list"]), (["a": 1, "b": 2], ["it must be a list"]),
        ] as [(JSONValue, [String])]
    )
    func aCountIsOfElements(value: JSONValue, reasons: [String]) {
        #expect(Rule.count(2...3).violations(of: value, in: .null).map(\.message) == reasons)
    }

    @Test(
        arguments: [
            ([], nil, nil), ([["day": 3]], nil, nil), ([["day": 3], ["day": 4.0], ["day": 5]], nil, nil),
            ([["day": 1]], "element 1 must have \"day\" 3, it has 1", "element 1 must have \"day\" 3"),
            (
                [["day": 3], ["day": 5], ["day": 6]], "element 2 must have \"day\" 4, it has 5",
                "element 2 must have \"day\" 4"
            ),
            (
                [["day": 3], [:]], "element 2 must have \"day\" 4, it has none",
                "element 2 must have \"day\" 4"
            ),
            (
                [["day": "secret"]], "element 1 must have \"day\" 3, it has secret",
                "element 1 must have \"day\" 3"
            ),
            ([7], "element 1 must have \"day\" 3, it has none", "element 1 must have \"day\" 3"),
            ("text", "it must be a list", "it must be a list"),
        ] as [(JSONValue, String?, String?)]
    )
    func membersCountUpByOne(value: JSONValue, message: String?, redacted: String?) {
        let violations = Rule.consecutive(member: "day", first: 3).violations(of: value, in: .null)
        #expect(violations.map(\.message) == (message.map { [$0] } ?? []))
        #expect(violations.map(\.redacted) == (redacted.map { [$0] } ?? []))
    }

    @Test func whatAModelWroteIsQuotedInPartOnly() {
        let long = JSONValue.string(String(repeating: "x", count: 100_000))
        let violations = Rule.consecutive(member: "n", first: 1).violations(of: [["n": long]], in: .null)
        #expect(violations[0].message.count < 200)
    }

    @Test func anExpressionHoldsOfAllThatIsKnown() throws {
        var parser = ExpressionParser("count(steps.plan) == input.days")
        let rule = Rule.holds(try parser.parse())
        let scope: JSONValue = ["input": ["days": 2], "steps": ["plan": [1, 2]]]
        #expect(rule.violations(of: .null, in: scope).isEmpty)
        let violations = rule.violations(of: .null, in: ["input": ["days": 3], "steps": ["plan": [1, 2]]])
        #expect(violations.map(\.message) == ["it does not hold that count(steps.plan) == input.days"])
        #expect(violations.map(\.redacted) == violations.map(\.message))
    }

    @Test(arguments: [
        ("\n\n a \n\n\n\nb\t \n", " a\n\nb"), ("a\r\n\r\n\r\nb  \r\n", "a\n\nb"), ("", ""), ("\n\n", ""),
        ("a\nb", "a\nb"), ("```\n  x\n```", "```\n  x\n```"),
    ])
    func markdownIsTidied(text: String, tidy: String) {
        #expect(TextFormat.markdown.apply(to: text) == tidy)
        #expect(TextFormat.plain.apply(to: text) == text)
    }
}
