import JSON
import Testing

@testable import Pipelines

@Suite struct ExpressionTests {
    static let scope: JSONValue = [
        "input": [
            "topic": "Rivers", "tone": "formal", "days": 7, "ratio": 0.5, "empty": "", "no": false,
            "yes": true,
            "nothing": .null, "zero": 0, "umlauts": "äöü🌊", "a-b": 1,
        ],
        "steps": ["plan": ["days": [["day": 1], ["day": 2]], "none": [], "title": "Plan"]],
    ]

    private static func parse(_ source: String) throws(ExpressionFault) -> Expression {
        var parser = ExpressionParser(source)
        return try parser.parse()
    }

    @Test(
        arguments: [
            ("input.topic", "Rivers"), ("input.absent", .null), ("absent.far.away", .null),
            ("input.topic.size", .null), ("input.a-b", 1), ("(input.days)", 7),
            ("5", 5), ("-5", -5), ("2.5e1", 25.0), ("\"a \\\"b\\\" \\u00e4\"", "a \"b\" ä"), ("true", true),
            ("false", false), ("null", .null),
            ("count(steps.plan.days)", 2), ("count(steps.plan)", 3), ("count(steps.plan.none)", 0),
            ("count(steps.gone)", 0), ("count(input.topic)", .null), ("count(input.days)", .null),
            ("length(input.topic)", 6), ("length(input.umlauts)", 4), ("length(input.absent)", 0),
            ("length(input.days)", 1), ("length(steps.plan.none)", 2), ("length(steps.plan.days)", 21),
            ("steps.plan.days.count", 2), ("steps.plan.none.count > 0", false), ("steps.plan.count", .null),
            ("count( (steps.plan.days) )", 2),
            ("input.days == 7", true), ("input.days == 7.0", true), ("input.days == \"7\"", false),
            ("input.days != 7", false), ("input.days != \"7\"", true), ("input.absent == null", true),
            ("input.nothing == null", true), ("steps.plan.none == steps.plan.none", true),
            ("input.days < 8", true), ("input.days < 7", false), ("input.days <= 7", true),
            ("input.days <= 6.5", false), ("input.days > 6.5", true), ("input.days > 7", false),
            ("input.days >= 7", true), ("input.days >= 8", false), ("input.ratio < 1", true),
            ("input.topic < \"Rivert\"", true), ("\"a\" <= \"a\"", true), ("\"Z\" < \"a\"", true),
            ("\"é\" == \"e\\u0301\"", false),
            ("input.topic < 5", false), ("input.topic > 5", false), ("null <= null", false),
            ("null >= null", false), ("true >= true", false), ("false < true", false),
            ("9007199254740993 > 9007199254740992", true),
            ("not input.no", true), ("not not input.yes", true), ("not input.days == 8", true),
            ("input.yes and input.days", true), ("input.yes and input.empty", false),
            ("input.no or input.topic", true), ("input.no or null", false),
            ("true or false and false", true), ("(true or false) and false", false),
            ("not false and false", false), ("not (false and false)", true), ("not true or true", true),
            ("1 < 2 and 2 < 3 or false", true), ("false == (1 > 2)", true),
            ("count(steps.plan.days) == input.days and length(input.topic) > 3", false),
            ("length(input.topic)>4 and not input.no", true), ("\n input.days\n  ==\t7 ", true),
            ("orange", .null), ("nothing == null", true),
        ] as [(String, JSONValue)]
    )
    func anExpressionHasAValue(source: String, value: JSONValue) throws {
        let expression = try Self.parse(source)
        #expect(expression.value(in: Self.scope) == value)
        #expect(expression.isTrue(in: Self.scope) == !value.isTemplateEmpty)
        #expect(expression.source == source)
    }

    @Test(arguments: [
        ("input.zero", true), ("input.empty", false), ("input.nothing", false), ("input.no", false),
        ("input.absent", false), ("steps.plan.none", false), ("steps.plan", true), ("steps.plan.days", true),
        ("count(steps.plan.none)", true), ("\"\"", false), ("\"x\"", true),
    ])
    func whatIsEmptyIsNotTrue(source: String, isTrue: Bool) throws {
        #expect(try Self.parse(source).isTrue(in: Self.scope) == isTrue)
        #expect(try Self.parse("not \(source)").isTrue(in: Self.scope) == !isTrue)
    }

    @Test(arguments: [
        ("", 1, 1, "the expression ends where a value must stand"),
        ("input.a ==", 1, 11, "the expression ends where a value must stand"),
        ("input.a and", 1, 12, "the expression ends where a value must stand"),
        ("== 5", 1, 1, "a value must stand here: a path, a number, a \"text\", true, false or null"),
        ("a == not b", 1, 6, "a value must stand here: a path, a number, a \"text\", true, false or null"),
        ("a = 5", 1, 3, "\"=\" is no comparison; equality is written =="),
        ("!a", 1, 1, "\"!\" is no comparison; not is written as a word, and unequal as !="),
        ("a < b < c", 1, 7, "comparisons do not follow one another; join them by and"),
        ("a === b", 1, 5, "\"=\" is no comparison; equality is written =="),
        ("a <> b", 1, 4, "a value must stand here: a path, a number, a \"text\", true, false or null"),
        ("a && b", 1, 3, "\"&\" has no meaning in an expression; write and"),
        ("a || b", 1, 3, "\"|\" has no meaning in an expression; write or"),
        ("a + 1", 1, 3, "\"+\" has no meaning in an expression; there is no arithmetic"),
        ("a == 'b'", 1, 6, "\"'\" has no meaning in an expression; text stands in double quotes"),
        ("a == \"b", 1, 6, "this text is never closed"),
        ("a == \"b\\", 1, 6, "this text is never closed"),
        ("a == \"\\x\"", 1, 6, "this text has an escape or a character that JSON does not know"),
        ("a == 5x", 1, 6, "\"5x\" is no number"), ("a == 05", 1, 6, "\"05\" is no number"),
        ("- 5", 1, 1, "\"-\" is no number"), ("a..b", 1, 1, "\"a..b\" is no path; it has an empty name"),
        ("a. == 1", 1, 1, "\"a.\" is no path; it has an empty name"),
        ("(a or b", 1, 1, "this parenthesis is never closed"),
        ("count(a", 1, 1, "this parenthesis is never closed"), ("a)", 1, 2, "no parenthesis is open here"),
        ("(a b)", 1, 4, "an operator or a closing parenthesis must stand here"),
        ("a b", 1, 3, "an operator must stand here: and, or, ==, !=, <, <=, >, >="),
        ("size(a)", 1, 1, "unknown function \"size\"; there are: count, length"),
        ("a and\n  b == ;", 2, 8, "\";\" has no meaning in an expression"),
    ])
    func aFaultNamesItsPlace(source: String, line: Int, column: Int, sentence: String) {
        #expect(throws: ExpressionFault(sentence: sentence, line: line, column: column)) {
            try Self.parse(source)
        }
    }

    @Test func itsDepthAndItsLengthAreBounded() throws {
        let deep = String(repeating: "(", count: 32) + "1" + String(repeating: ")", count: 32)
        #expect(try Self.parse(deep).value(in: .null) == 1)
        #expect(throws: ExpressionFault.self) { try Self.parse("(\(deep))") }
        #expect(throws: ExpressionFault.self) { try Self.parse(String(repeating: "not ", count: 33) + "1") }
        let long = Array(repeating: "1", count: 256).joined(separator: " and ")
        #expect(try Self.parse(long).isTrue(in: .null))
        #expect(throws: ExpressionFault.self) { try Self.parse("\(long) and 1") }
    }

    @Test func itsPathsAreKnownWithTheirPlaces() throws {
        var parser = ExpressionParser("count(steps.a.b) == input.c and\n  not d")
        _ = try parser.parse()
        #expect(parser.references.map(\.path.description) == ["steps.a.b", "input.c", "d"])
        #expect(parser.references.map(\.line) == [1, 1, 2])
        #expect(parser.references.map(\.column) == [7, 21, 7])
    }

    /// Whatever stands in a file is read or refused.
    @Test func everyPrefixIsReadOrRefused() {
        let source = "not (count(steps.a) >= -1.5e3 or \"x\\\"y\" != input.b) and true == null"
        for count in 0...source.count {
            let prefix = String(source.prefix(count))
            do throws(ExpressionFault) {
                #expect(try Self.parse(prefix).source == prefix)
            } catch {
                #expect(error.line == 1)
                #expect((1...count + 1).contains(error.column))
            }
        }
    }
}
