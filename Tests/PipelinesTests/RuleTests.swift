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
            rule.violations(of: .string(text)).map(\.message)
                == (isThere ? ["it must not contain \"as an AI\""] : [])
        )
    }

    @Test func scriptsWithoutSpacesHaveNoWordsOfTheirOwn() {
        #expect(
            Rule.forbidden(["禁止"]).violations(of: "这是禁止的").map(\.message) == ["it must not contain \"禁止\""]
        )
        #expect(
            Rule.forbidden(["!!"]).violations(of: "no!!!").map(\.message) == ["it must not contain \"!!\""]
        )
    }

    @Test(arguments: [
        ("# Intro\n\n## Outlook", []), ("# Intro\r\n\r\n## outlook\r\n", []), ("# intro  \n# OUTLOOK", []),
        ("# Intro #\n## Outlook ##  ", []), ("# Intro#\n# Outlook", ["the section \"Intro\" is missing"]),
        ("#Intro\nOutlook", ["the section \"Outlook\" is missing"]),
        ("Intro", ["the section \"Intro\" is missing", "the section \"Outlook\" is missing"]),
    ])
    func sectionsAreHeadings(text: String, reasons: [String]) {
        #expect(Rule.sections(["Intro", "Outlook"]).violations(of: .string(text)).map(\.message) == reasons)
    }

    @Test(arguments: [
        ("ab", ["it has 2 characters and needs at least 3"]), ("abc", []), ("äöü🌊", []),
        ("abcde", ["it has 5 characters and may have at most 4"]),
    ])
    func lengthIsInCharacters(text: String, reasons: [String]) {
        #expect(Rule.length(3...4).violations(of: .string(text)).map(\.message) == reasons)
    }

    @Test func rulesForTextAreNotForOtherValues() {
        for rule in [Rule.length(0...1), .sections(["a"]), .forbidden(["a"])] {
            #expect(rule.violations(of: 5).map(\.message) == ["it must be text"])
        }
    }

    @Test func aSchemaHoldsForAnyValue() throws {
        let rule = Rule.schema(try JSONSchema(["type": "object", "required": ["a"]]))
        #expect(rule.violations(of: ["a": 1]).map(\.message) == [])
        #expect(rule.violations(of: [:]).count == 1)
        #expect(rule.violations(of: 3)[0].message.hasPrefix("it "))
    }

    @Test func aSchemasViolationIsAlsoToldWithoutTheValue() throws {
        let rule = Rule.schema(try JSONSchema(["properties": ["card": ["maximum": 3]]]))
        let violations = rule.violations(of: ["card": 4111])
        #expect(violations.map(\.message) == ["/card must be at most 3, is 4111"])
        #expect(violations.map(\.redacted) == ["/card violates 'maximum'"])
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
