import Templates
import Testing
import Verification

@Suite struct TemplateTests {
    /// What a template gives, or why it gives nothing.
    private func render(
        _ source: String,
        _ value: Value = [:],
        escaping: TemplateEscaping = .none,
        limit: Int = 1_000
    ) -> String {
        do throws(TemplateFault) {
            return try Template(source, escaping: escaping).render(value, limit: limit)
        } catch {
            return error.description
        }
    }

    @Test func aPromptIsFilledInWhole() {
        let prompt = """
            Write a {{tone}} page about {{topic}}.
            {{#audience}}
            It is read by {{.}}.
            {{/audience}}
            {{^audience}}
            It is read by anybody.
            {{/audience}}
            {{! the outline comes from the step before }}
            {{#outline.chapters}}
            {{number}}. {{title}} ({{tone}}){{#notes}} - {{.}}{{/notes}}
            {{/outline.chapters}}
            Answer as {{{format}}}.

            """
        let value: Value = [
            "tone": "calm", "topic": "rivers & <dams>", "audience": nil,
            "format": ["type": "object", "max": 1.5],
            "outline": [
                "chapters": [
                    ["number": 1, "title": "Source", "notes": ["short", "cold"]],
                    ["number": 2, "title": "Delta", "notes": [], "tone": "warm"],
                ]
            ],
        ]
        #expect(
            render(prompt, value) == """
                Write a calm page about rivers & <dams>.
                It is read by anybody.
                1. Source (calm) - short - cold
                2. Delta (warm)
                Answer as {"type":"object","max":1.5}.

                """
        )
    }

    @Test(
        arguments: [
            ("{{a}}", "1:1: \"a\" is missing"),
            ("one\n  {{{a.b}}}", "2:3: \"a.b\" is missing"),
            ("größe {{o.none}}", "1:7: \"o.none\" is missing"),
            ("{{#o}}{{none}}{{/o}}", "1:7: \"none\" is missing"),
            ("{{^o}}{{none}}{{/o}}", ""),
            ("{{#none}}{{none}}{{/none}}", ""),
            ("{{text.length}}", "1:1: \"text.length\" is missing"),
            ("{{#a}}{{/a}}{{null}}", ""),
        ]
    )
    func aVariableWithoutAValueIsRefused(source: String, outcome: String) {
        #expect(render(source, ["o": ["x": 1], "text": "t", "null": nil]) == outcome)
    }

    @Test(
        arguments: [
            ("{{a", "1:1: this tag is never closed"),
            ("x {{a}", "1:3: this tag is never closed"),
            ("{{a {{b}}", "1:1: this tag is never closed"),
            ("{{a\nand so on }}", "1:1: this tag is never closed"),
            ("{{{a}}", "1:1: this tag is never closed"),
            ("{{! a {{b}", "1:1: this tag is never closed"),
            ("a\nb {{}}", "2:3: a tag needs a name"),
            ("{{# }}{{/ }}", "1:1: a tag needs a name"),
            (
                "{{if x}}",
                "1:1: \"if x\" is no name; a name has no spaces, quotes, braces or empty parts"
            ),
            (
                "{{a..b}}",
                "1:1: \"a..b\" is no name; a name has no spaces, quotes, braces or empty parts"
            ),
            ("\n{{#a}}\n{{#b}}{{/b}}", "2:1: the section \"a\" is never closed; it ends with {{/a}}"),
            ("{{^a}}", "1:1: the section \"a\" is never closed; it ends with {{/a}}"),
            ("x{{/a}}", "1:2: no section is open here that {{/a}} could close"),
            (
                "{{#a}}\n {{#b}}\n{{/a}}{{/b}}",
                "3:1: {{/a}} stands where {{/b}} must close the section opened at 2:2"
            ),
            ("{{> header}}", "1:1: the partial \"header\" is not supported; write its text here"),
            ("{{< page}}", "1:1: the parent \"page\" is not supported; write its text here"),
            ("{{$title}}", "1:1: the block \"title\" is not supported; write its text here"),
            ("{{=<%=}}", "1:1: new delimiters are set like this: {{=<% %>=}}"),
            ("{{=a b c=}}", "1:1: new delimiters are set like this: {{=<% %>=}}"),
            ("{{=<% %>}}", "1:1: this tag is never closed"),
        ]
    )
    func aSyntaxErrorNamesItsTag(source: String, line: String) {
        #expect(render(source) == line)
    }

    @Test func positionsAreThoseOfTheFileThatHoldsTheTemplate() throws {
        let position = TemplatePosition(line: 12, column: 7)
        let template = try Template("a {{b}}\n{{c}}", position: position)
        #expect(template.references.map { "\($0.name)@\($0.position)" } == ["b@12:9", "c@13:7"])
        do throws(TemplateFault) {
            _ = try Template("a\nb {{", position: position)
            Issue.record("the tag is not closed")
        } catch {
            #expect(error.description == "13:9: this tag is never closed")
        }
    }

    @Test func everyReferenceKnowsTheSectionsAroundIt() throws {
        let template = try Template("{{a}}{{#b.c}}{{&d}}{{^.}}{{{e}}}{{/.}}{{/b.c}}{{! no }}{{f}}")
        let references = template.references
        #expect(references.map(\.name) == ["a", "b.c", "d", ".", "e", "f"])
        #expect(references.map(\.path) == [["a"], ["b", "c"], ["d"], [], ["e"], ["f"]])
        #expect(references.map(\.kind) == [.variable, .section, .variable, .inverted, .variable, .variable])
        #expect(references.map(\.enclosing) == [[], [], [1], [1], [1, 3], []])
        #expect(references.map(\.position.column) == [1, 6, 14, 20, 26, 56])
    }

    @Test func aLiteralDelimiterCanBeWritten() {
        #expect(render("{{=<% %>=}}use {{name}} for <%what%>", ["what": "it"]) == "use {{name}} for it")
    }

    @Test(
        arguments: [
            (TemplateEscaping.none, "<a href=\"x\">*it's*</a> & {{b}}"),
            (.html, "&lt;a href=&quot;x&quot;&gt;*it&#39;s*&lt;/a&gt; &amp; {{b}}"),
            (.markdown, "\\<a href=\"x\"\\>\\*it's\\*\\</a\\> \\& {{b}}"),
            (.json, "<a href=\\\"x\\\">*it's*</a> & {{b}}"),
        ]
    )
    func aValueIsEscapedForWhatSurroundsIt(escaping: TemplateEscaping, text: String) {
        let value: Value = ["v": "<a href=\"x\">*it's*</a> & {{b}}"]
        #expect(render("{{v}}", value, escaping: escaping) == text)
        #expect(render("{{{v}}}", value, escaping: escaping) == "<a href=\"x\">*it's*</a> & {{b}}")
    }

    @Test(
        arguments: [
            ("1. one\n 12) two\n3.5 - 4", "1\\. one\n 12\\) two\n3\\.5 - 4"), ("# a # b", "\\# a # b"),
            ("- a-b\n+ c\n===", "\\- a-b\n\\+ c\n\\==="), ("a.b (c) 1.", "a.b (c) 1."),
            ("[x](y) | `z` ~~q~~ _u_ \\", "\\[x\\](y) \\| \\`z\\` \\~\\~q\\~\\~ \\_u\\_ \\\\"),
        ]
    )
    func markdownIsEscapedWhereItWouldBeMarkup(text: String, escaped: String) {
        #expect(render("{{.}}", .text(text), escaping: .markdown) == escaped)
    }

    @Test func aJSONStringStaysOne() {
        let text = "\u{0}\u{1F}\n\r\t\"\\/é🌊"
        #expect(render("{{.}}", .text(text), escaping: .json) == "\\u0000\\u001f\\n\\r\\t\\\"\\\\/é🌊")
    }

    @Test func theTextIsNoLongerThanItsLimit() {
        #expect(render("ab{{v}}", ["v": "cd"], limit: 4) == "abcd")
        #expect(render("ab{{v}}", ["v": "cde"], limit: 4) == "1:3: the text grows beyond 4 bytes here")
        #expect(
            render("ab{{v}}", ["v": "&"], escaping: .html, limit: 4)
                == "1:3: the text grows beyond 4 bytes here"
        )
        #expect(
            render("{{#l}}\nxx\n{{/l}}", ["l": [1, 2, 3]], limit: 6)
                == "1:1: the text grows beyond 6 bytes here"
        )
        #expect(render("", limit: 0) == "")
    }

    @Test func aTemplateIsNoLongerAndNoDeeperThanItsLimits() {
        let size = TemplateLimits.sourceBytesMax
        #expect(render(String(repeating: "x", count: size), limit: size).count == size)
        #expect(
            render(String(repeating: "x", count: size + 1))
                == "1:1: the template has 262145 bytes, but no more than 262144 are read"
        )
        let depth = TemplateLimits.depthMax
        let open = String(repeating: "{{#a}}", count: depth)
        let close = String(repeating: "{{/a}}", count: depth)
        #expect(render("\(open)x\(close)", ["a": 1]) == "x")
        #expect(render("\(open)\n{{#a}}{{/a}}\(close)") == "2:1: sections lie more than 32 deep")
        #expect(render("{{\(String(repeating: "n", count: 257))}}") == "1:1: this tag is never closed")
    }

    @Test func sectionsOverLongListsEnd() {
        let list = Value.list(Array(repeating: 1, count: 1_000))
        #expect(
            render("{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}", ["l": list])
                == "1:13: sections walk over more than 100000 elements here"
        )
    }

    @Test func manyThreadsRenderOneTemplate() async throws {
        let template = try Template("{{#l}}{{.}}{{/l}}")
        await withTaskGroup(of: String?.self) { group in
            for number in 0..<8 {
                group.addTask { @concurrent in
                    let list = Value.list(Array(repeating: .number(Double(number)), count: 1_000))
                    let value: Value = ["l": list]
                    return try? template.render(value, limit: 1_000)
                }
            }
            for await text in group {
                #expect(text?.count == 1_000)
                #expect(Set(text ?? "").count == 1)
            }
        }
    }

    @Test func theEmptyTemplateRendersNothing() throws {
        #expect(try Template().render(Value.null, limit: 0) == "")
    }

    @Test func aDamagedTemplateIsRefusedOrRenderedButNeverACrash() {
        let source =
            "ü {{a.b}}\r\n {{#list}}\n{{{.}}}{{^no}}{{&c}}{{/no}}\n{{/list}}{{! x }}{{=<% %>=}}<%c%>\n"
        let value: Value = ["a": ["b": 1], "list": ["x", 2], "c": nil]
        #expect(render(source, value) == "ü 1\r\nx\n2\n\n")
        var refused = 0
        for bytes in Mutations(of: source, alphabet: "{}#^/!=.&<%> \n\r\tabc", count: 5_000) {
            let outcome = render(String(decoding: bytes, as: UTF8.self), value)
            refused += outcome.contains(": ") ? 1 : 0
        }
        #expect(refused > 2_500)
    }

    @Test(
        arguments: [
            ("{{a}}", "a"), (#"{"x": "{{a}}", "y": {{b}}}"#, "'a' b"),
            (#"["\"{{a}}", "\\", {{{b}}}]"#, "'a' {b}"),
            (#"[{{#l}}"{{a}}",{{/l}}{{^l}}{{{b}}}{{/l}}"{{&c}}"]"#, "'a' {b} '{c}'"), ("x", ""),
        ]
    )
    func aVariableKnowsWhereInJSONItStands(source: String, places: String) throws {
        let template = try Template(source, escaping: .json)
        let found = template.jsonPlaces.map { place in
            let name = template.references[place.reference].name
            let written = place.isEscaped ? name : "{\(name)}"
            return place.isInString ? "'\(written)'" : written
        }
        #expect(found.joined(separator: " ") == places)
    }
}
