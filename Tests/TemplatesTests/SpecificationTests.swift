import Templates
import Testing

/// The cases of the specification (https://github.com/mustache/spec), but for those of partials and lambdas.
///
/// Where the specification prints nothing for a name that is missing, rendering is refused here.
@Suite struct SpecificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let template: String
        let data: Value
        let expected: String

        init(_ name: String, _ template: String, _ data: Value, _ expected: String) {
            (self.name, self.template, self.data, self.expected) = (name, template, data, expected)
        }

        var testDescription: String { name }
    }

    static let interpolationCases = [
        Case("No Interpolation", "Hello from {Mustache}!\n", [:], "Hello from {Mustache}!\n"),
        Case("No Re-interpolation", "{{t}}: {{p}}", ["t": "{{p}}", "p": 3], "{{p}}: 3"),
        Case("Basic Interpolation", "Hello, {{subject}}!\n", ["subject": "world"], "Hello, world!\n"),
        Case("HTML Escaping", "{{forbidden}}", ["forbidden": "& \" < >"], "&amp; &quot; &lt; &gt;"),
        Case("Triple Mustache", "{{{forbidden}}}", ["forbidden": "& \" < >"], "& \" < >"),
        Case("Ampersand", "{{&forbidden}}", ["forbidden": "& \" < >"], "& \" < >"),
        Case("Basic Integer", "{{mph}} miles an hour!", ["mph": 85], "85 miles an hour!"),
        Case("Triple Mustache Integer", "{{{mph}}} miles an hour!", ["mph": 85], "85 miles an hour!"),
        Case("Ampersand Integer", "{{&mph}} miles an hour!", ["mph": 85], "85 miles an hour!"),
        Case("Basic Decimal", "{{power}} jiggawatts!", ["power": 1.210], "1.21 jiggawatts!"),
        Case("Triple Mustache Decimal", "{{{power}}} jiggawatts!", ["power": 1.210], "1.21 jiggawatts!"),
        Case("Ampersand Decimal", "{{&power}} jiggawatts!", ["power": 1.210], "1.21 jiggawatts!"),
        Case("Basic Null", "I ({{cannot}}) be seen!", ["cannot": nil], "I () be seen!"),
        Case("Triple Mustache Null", "I ({{{cannot}}}) be seen!", ["cannot": nil], "I () be seen!"),
        Case("Ampersand Null", "I ({{&cannot}}) be seen!", ["cannot": nil], "I () be seen!"),
        Case(
            "Dotted Names - Basic",
            "{{person.name}} == {{#person}}{{name}}{{/person}}",
            ["person": ["name": "Joe"]],
            "Joe == Joe"
        ),
        Case(
            "Dotted Names - Triple Mustache",
            "{{{person.name}}} == {{#person}}{{{name}}}{{/person}}",
            ["person": ["name": "Joe"]],
            "Joe == Joe"
        ),
        Case(
            "Dotted Names - Ampersand",
            "{{&person.name}} == {{#person}}{{&name}}{{/person}}",
            ["person": ["name": "Joe"]],
            "Joe == Joe"
        ),
        Case(
            "Dotted Names - Arbitrary Depth",
            "{{a.b.c.d.e.name}}",
            ["a": ["b": ["c": ["d": ["e": ["name": "Phil"]]]]]],
            "Phil"
        ),
        Case(
            "Dotted Names - Initial Resolution",
            "{{#a}}{{b.c.d.e.name}}{{/a}}",
            [
                "a": ["b": ["c": ["d": ["e": ["name": "Phil"]]]]],
                "b": ["c": ["d": ["e": ["name": "Wrong"]]]],
            ],
            "Phil"
        ),
        Case("Implicit Iterators - Basic", "Hello, {{.}}!", "world", "Hello, world!"),
        Case("Implicit Iterators - HTML Escaping", "{{.}}", "& \" < >", "&amp; &quot; &lt; &gt;"),
        Case("Implicit Iterators - Triple Mustache", "{{{.}}}", "& \" < >", "& \" < >"),
        Case("Implicit Iterators - Ampersand", "{{&.}}", "& \" < >", "& \" < >"),
        Case("Implicit Iterators - Basic Integer", "{{.}} miles", 85, "85 miles"),
        Case("Surrounding Whitespace", "| {{string}} |", ["string": "---"], "| --- |"),
        Case("Triple Mustache - Surrounding", "| {{{string}}} |", ["string": "---"], "| --- |"),
        Case("Ampersand - Surrounding", "| {{&string}} |", ["string": "---"], "| --- |"),
        Case("Standalone", "  {{string}}\n", ["string": "---"], "  ---\n"),
        Case("Triple Mustache - Standalone", "  {{{string}}}\n", ["string": "---"], "  ---\n"),
        Case("Ampersand - Standalone", "  {{&string}}\n", ["string": "---"], "  ---\n"),
        Case("With Padding", "|{{ string }}|", ["string": "---"], "|---|"),
        Case("Triple Mustache With Padding", "|{{{ string }}}|", ["string": "---"], "|---|"),
        Case("Ampersand With Padding", "|{{& string }}|", ["string": "---"], "|---|"),
    ]

    static let sectionsCases = [
        Case("Truthy", "{{#boolean}}rendered{{/boolean}}", ["boolean": true], "rendered"),
        Case("Falsey", "{{#boolean}}not rendered{{/boolean}}", ["boolean": false], ""),
        Case("Null is falsey", "{{#null}}not rendered{{/null}}", ["null": nil], ""),
        Case("Context", "{{#context}}Hi {{name}}.{{/context}}", ["context": ["name": "Joe"]], "Hi Joe."),
        Case(
            "Parent contexts",
            "{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}",
            ["a": "foo", "b": "wrong", "sec": ["b": "bar"], "c": ["d": "baz"]],
            "foo, bar, baz"
        ),
        Case("Variable test", "{{#foo}}{{.}} is {{foo}}{{/foo}}", ["foo": "bar"], "bar is bar"),
        Case(
            "List Contexts",
            "{{#tops}}{{#middles}}{{tname.lower}}{{mname}}.{{#bottoms}}{{tname.upper}}{{mname}}{{bname}}."
                + "{{/bottoms}}{{/middles}}{{/tops}}",
            [
                "tops": [
                    [
                        "tname": ["upper": "A", "lower": "a"],
                        "middles": [["mname": "1", "bottoms": [["bname": "x"], ["bname": "y"]]]],
                    ]
                ]
            ],
            "a1.A1x.A1y."
        ),
        Case(
            "Deeply Nested Contexts",
            """
            {{#a}}
            {{one}}
            {{#b}}
            {{one}}{{two}}{{one}}
            {{#c}}
            {{one}}{{two}}{{three}}{{two}}{{one}}
            {{#d}}
            {{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}
            {{#five}}
            {{one}}{{two}}{{three}}{{four}}{{five}}{{four}}{{three}}{{two}}{{one}}
            {{one}}{{two}}{{three}}{{four}}{{.}}6{{.}}{{four}}{{three}}{{two}}{{one}}
            {{/five}}
            {{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}
            {{/d}}
            {{one}}{{two}}{{three}}{{two}}{{one}}
            {{/c}}
            {{one}}{{two}}{{one}}
            {{/b}}
            {{one}}
            {{/a}}

            """,
            ["a": ["one": 1], "b": ["two": 2], "c": ["three": 3, "d": ["four": 4, "five": 5]]],
            "1\n121\n12321\n1234321\n123454321\n12345654321\n1234321\n12321\n121\n1\n"
        ),
        Case(
            "List",
            "{{#list}}{{item}}{{/list}}",
            ["list": [["item": 1], ["item": 2], ["item": 3]]],
            "123"
        ),
        Case("Empty List", "{{#list}}Yay lists!{{/list}}", ["list": []], ""),
        Case("Strings Not Lists", "{{#section}}foo{{/section}}", ["section": "123"], "foo"),
        Case(
            "Doubled",
            "{{#bool}}\n* first\n{{/bool}}\n* {{two}}\n{{#bool}}\n* third\n{{/bool}}\n",
            ["bool": true, "two": "second"],
            "* first\n* second\n* third\n"
        ),
        Case("Nested (Truthy)", "| A {{#b}}B {{#b}}C{{/b}} D{{/b}} E |", ["b": true], "| A B C D E |"),
        Case("Nested (Falsey)", "| A {{#b}}B {{#b}}C{{/b}} D{{/b}} E |", ["b": false], "| A  E |"),
        Case("Context Misses", "[{{#missing}}Found it!{{/missing}}]", [:], "[]"),
        Case("Implicit Iterator - String", "{{#l}}({{.}}){{/l}}", ["l": ["a", "b", "c"]], "(a)(b)(c)"),
        Case("Implicit Iterator - Integer", "{{#l}}({{.}}){{/l}}", ["l": [1, 2, 3]], "(1)(2)(3)"),
        Case("Implicit Iterator - Decimal", "{{#l}}({{.}}){{/l}}", ["l": [1.10, 2.20]], "(1.1)(2.2)"),
        Case(
            "Implicit Iterator - Array",
            "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}",
            ["l": [[1, 2, 3], ["a", "b", "c"]]],
            "(123)(abc)"
        ),
        Case("Implicit Iterator - HTML Escaping", "{{#l}}({{.}}){{/l}}", ["l": ["&", "<"]], "(&amp;)(&lt;)"),
        Case("Implicit Iterator - Triple", "{{#l}}({{{.}}}){{/l}}", ["l": ["&", "<"]], "(&)(<)"),
        Case("Implicit Iterator - Root-level", "{{#.}}({{v}}){{/.}}", [["v": "a"], ["v": "b"]], "(a)(b)"),
        Case("Dotted Names - Truthy", "{{#a.b.c}}Here{{/a.b.c}}", ["a": ["b": ["c": true]]], "Here"),
        Case("Dotted Names - Falsey", "{{#a.b.c}}Here{{/a.b.c}}", ["a": ["b": ["c": false]]], ""),
        Case("Dotted Names - Broken Chains", "{{#a.b.c}}Here{{/a.b.c}}", ["a": [:]], ""),
        Case("Surrounding Whitespace", " | {{#b}}\t|\t{{/b}} | \n", ["b": true], " | \t|\t | \n"),
        Case(
            "Internal Whitespace",
            " | {{#b}} {{! Important Whitespace }}\n {{/b}} | \n",
            ["b": true],
            " |  \n  | \n"
        ),
        Case("Indented Inline", " {{#b}}YES{{/b}}\n {{#b}}GOOD{{/b}}\n", ["b": true], " YES\n GOOD\n"),
        Case("Standalone Lines", "| This\n{{#b}}\n|\n{{/b}}\n| Line\n", ["b": true], "| This\n|\n| Line\n"),
        Case("Indented Standalone", "| Is\n  {{#b}}\n|\n  {{/b}}\n| A\n", ["b": true], "| Is\n|\n| A\n"),
        Case("Standalone Line Endings", "|\r\n{{#b}}\r\n{{/b}}\r\n|", ["b": true], "|\r\n|"),
        Case("Standalone Without Previous Line", "  {{#b}}\n#{{/b}}\n/", ["b": true], "#\n/"),
        Case("Standalone Without Newline", "#{{#b}}\n/\n  {{/b}}", ["b": true], "#\n/\n"),
        Case("Padding", "|{{# b }}={{/ b }}|", ["b": true], "|=|"),
    ]

    static let invertedCases = [
        Case("Falsey", "{{^boolean}}rendered{{/boolean}}", ["boolean": false], "rendered"),
        Case("Null is falsey", "{{^null}}rendered{{/null}}", ["null": nil], "rendered"),
        Case("Truthy", "{{^boolean}}not rendered{{/boolean}}", ["boolean": true], ""),
        Case("Context", "{{^context}}Hi {{name}}.{{/context}}", ["context": ["name": "Joe"]], ""),
        Case("List", "{{^list}}{{n}}{{/list}}", ["list": [["n": 1], ["n": 2]]], ""),
        Case("Empty List", "{{^list}}Yay lists!{{/list}}", ["list": []], "Yay lists!"),
        Case(
            "Doubled",
            "{{^bool}}\n* first\n{{/bool}}\n* {{two}}\n{{^bool}}\n* third\n{{/bool}}\n",
            ["bool": false, "two": "second"],
            "* first\n* second\n* third\n"
        ),
        Case("Nested (Falsey)", "| A {{^b}}B {{^b}}C{{/b}} D{{/b}} E |", ["b": false], "| A B C D E |"),
        Case("Nested (Truthy)", "| A {{^b}}B {{^b}}C{{/b}} D{{/b}} E |", ["b": true], "| A  E |"),
        Case("Context Misses", "[{{^missing}}Cannot find it!{{/missing}}]", [:], "[Cannot find it!]"),
        Case("Dotted Names - Truthy", "{{^a.b.c}}Not Here{{/a.b.c}}", ["a": ["b": ["c": true]]], ""),
        Case("Dotted Names - Falsey", "{{^a.b.c}}Not Here{{/a.b.c}}", ["a": ["b": ["c": false]]], "Not Here"),
        Case("Dotted Names - Broken Chains", "{{^a.b.c}}Not Here{{/a.b.c}}", ["a": [:]], "Not Here"),
        Case("Surrounding Whitespace", " | {{^b}}\t|\t{{/b}} | \n", ["b": false], " | \t|\t | \n"),
        Case(
            "Internal Whitespace",
            " | {{^b}} {{! Important Whitespace }}\n {{/b}} | \n",
            ["b": false],
            " |  \n  | \n"
        ),
        Case("Indented Inline", " {{^b}}NO{{/b}}\n {{^b}}WAY{{/b}}\n", ["b": false], " NO\n WAY\n"),
        Case("Standalone Lines", "| This\n{{^b}}\n|\n{{/b}}\n| Line\n", ["b": false], "| This\n|\n| Line\n"),
        Case("Indented Standalone", "| Is\n  {{^b}}\n|\n  {{/b}}\n| A\n", ["b": false], "| Is\n|\n| A\n"),
        Case("Standalone Line Endings", "|\r\n{{^b}}\r\n{{/b}}\r\n|", ["b": false], "|\r\n|"),
        Case("Standalone Without Previous Line", "  {{^b}}\n^{{/b}}\n/", ["b": false], "^\n/"),
        Case("Standalone Without Newline", "^{{^b}}\n/\n  {{/b}}", ["b": false], "^\n/\n"),
        Case("Padding", "|{{^ b }}={{/ b }}|", ["b": false], "|=|"),
    ]

    static let commentsCases = [
        Case("Inline", "12345{{! Comment Block! }}67890", [:], "1234567890"),
        Case("Multiline", "12345{{!\n  This is a\n  multi-line comment...\n}}67890\n", [:], "1234567890\n"),
        Case("Standalone", "Begin.\n{{! Comment Block! }}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Indented Standalone", "Begin.\n  {{! Comment Block! }}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Standalone Line Endings", "|\r\n{{! Standalone Comment }}\r\n|", [:], "|\r\n|"),
        Case("Standalone Without Previous Line", "  {{! I'm Still Standalone }}\n!", [:], "!"),
        Case("Standalone Without Newline", "!\n  {{! I'm Still Standalone }}", [:], "!\n"),
        Case("Multiline Standalone", "Begin.\n{{!\nGoing on here...\n}}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Indented Multiline", "Begin.\n  {{!\n    Going on...\n  }}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Indented Inline", "  12 {{! 34 }}\n", [:], "  12 \n"),
        Case("Surrounding Whitespace", "12345 {{! Comment Block! }} 67890", [:], "12345  67890"),
        Case(
            "Variable Name Collision",
            "({{! comment }}{{!comment}})",
            ["! comment": 1, "comment": 2],
            "()"
        ),
    ]

    static let delimitersCases = [
        Case("Pair Behavior", "{{=<% %>=}}(<%text%>)", ["text": "Hey!"], "(Hey!)"),
        Case("Special Characters", "({{=[ ]=}}[text])", ["text": "It worked!"], "(It worked!)"),
        Case(
            "Sections",
            "[\n{{#s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|#s|\n  {{d}}\n  |d|\n|/s|\n]\n",
            ["s": true, "d": "I got interpolated."],
            "[\n  I got interpolated.\n  |d|\n\n  {{d}}\n  I got interpolated.\n]\n"
        ),
        Case(
            "Inverted Sections",
            "[\n{{^s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|^s|\n  {{d}}\n  |d|\n|/s|\n]\n",
            ["s": false, "d": "I got interpolated."],
            "[\n  I got interpolated.\n  |d|\n\n  {{d}}\n  I got interpolated.\n]\n"
        ),
        Case("Surrounding Whitespace", "| {{=@ @=}} |", [:], "|  |"),
        Case("Outlying Whitespace (Inline)", " | {{=@ @=}}\n", [:], " | \n"),
        Case("Standalone Tag", "Begin.\n{{=@ @=}}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Indented Standalone Tag", "Begin.\n  {{=@ @=}}\nEnd.\n", [:], "Begin.\nEnd.\n"),
        Case("Standalone Line Endings", "|\r\n{{= @ @ =}}\r\n|", [:], "|\r\n|"),
        Case("Standalone Without Previous Line", "  {{=@ @=}}\n=", [:], "="),
        Case("Standalone Without Newline", "=\n  {{=@ @=}}", [:], "=\n"),
        Case("Pair with Padding", "|{{= @   @ =}}|", [:], "||"),
    ]

    @Test(arguments: interpolationCases)
    func interpolation(_ example: Case) throws { try check(example) }

    @Test(arguments: sectionsCases)
    func sections(_ example: Case) throws { try check(example) }

    @Test(arguments: invertedCases)
    func invertedSections(_ example: Case) throws { try check(example) }

    @Test(arguments: commentsCases)
    func comments(_ example: Case) throws { try check(example) }

    @Test(arguments: delimitersCases)
    func delimiters(_ example: Case) throws { try check(example) }

    private func check(_ example: Case) throws {
        let template = try Template(example.template, escaping: .html)
        #expect(try template.render(example.data, limit: 1_000) == example.expected)
    }
}
