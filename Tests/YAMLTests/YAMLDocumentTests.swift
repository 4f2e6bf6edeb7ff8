import Testing
import YAML

@Suite struct YAMLDocumentTests {
    private func read(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLFaults) -> YAMLNode {
        try YAMLDocument(file: "f.yaml", bytes: Array(text.utf8), limits: limits).root
    }

    private func mistakes(_ text: String, limits: YAMLLimits = YAMLLimits()) -> String {
        do throws(YAMLFaults) {
            return "no mistake in \(try read(text, limits: limits).notation)"
        } catch {
            return error.description
        }
    }

    @Test(
        arguments: [
            ("", "null"), ("~", "null"), ("null", "null"), ("NULL", "null"), ("nUll", "\"nUll\""),
            ("true", "true"), ("False", "false"), ("yes", "\"yes\""), ("no", "\"no\""), ("on", "\"on\""),
            ("0", "0"), ("-17", "-17"), ("+12", "12"), ("0o17", "15"), ("0x1F", "31"), ("017", "17"),
            ("0x", "\"0x\""), ("0x-1", "\"0x-1\""), ("1_000", "\"1_000\""), ("0b1", "\"0b1\""),
            ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9.223372036854776e+18f"),
            ("1.5", "1.5f"), (".5", "0.5f"), ("5.", "5.0f"), ("1e3", "1000.0f"), ("-2.5E-1", "-0.25f"),
            (".inf", "inff"), ("-.Inf", "-inff"), ("inf", "\"inf\""), ("nan", "\"nan\""), (".", "\".\""),
            ("1e", "\"1e\""), ("e3", "\"e3\""), ("0x1p3", "\"0x1p3\""), ("1.2.3", "\"1.2.3\""),

            ("'5'", "\"5\""), ("\"true\"", "\"true\""), ("!!str 5", "\"5\""), ("! 5", "\"5\""),
            ("!!float 5", "5.0f"), ("!!int 5", "5"), ("!!null ''", "null"),
        ]
    )
    func scalarsFollowTheCoreSchema(text: String, notation: String) throws {
        #expect(try read("v: \(text)").notation == "{v: \(notation)}")
    }

    @Test func aWholeFileIsReadWithItsPositions() throws {
        let text = """
            # what a pipeline looks like
            name: größe
            steps:
              - label: Draft   # the first
                prompt: |
                  Write about {{topic}}.
                stop: ["x", 'y']
              -
            empty: {}
            """
        let root = try read(text)
        #expect(
            root.notation == """
                {name: "größe", steps: [{label: "Draft", prompt: "Write about {{topic}}.
                ", stop: ["x", "y"]}, null], empty: {}}
                """
        )
        #expect(
            root.positions == [
                "{@2:1", "name:@2:1", "größe@2:7", "steps:@3:1", "[@4:3", "{@4:5", "label:@4:5", "Draft@4:12",
                "prompt:@5:5", "Write about {{topic}}.\n@5:13", "stop:@7:5", "[@7:11", "x@7:12", "y@7:17",
                "@8:4", "empty:@9:1", "{@9:8",
            ]
        )
    }

    @Test func columnsCountCharactersAndNotBytes() throws {
        #expect(try read("ключ: 🌊").positions == ["{@1:1", "ключ:@1:1", "🌊@1:7"])
        #expect(try read("\u{FEFF}a: 1").positions == ["{@1:1", "a:@1:1", "1@1:4"])
    }

    @Test(
        arguments: [
            ("v: text", "1:4"), ("v: 'text'", "1:5"), ("v: &a text", "1:7"), ("v: &a 'text'", "1:8"),
            ("v: !!str text", "1:10"), ("v:\n  text", "2:3"), ("v: |\n  text", "2:3"),
            ("v: >-\n    text", "2:5"),
            ("v: |\n\n   text\n", "2:4"), ("v: |2\n    text\n  more\n", "2:3"), ("v: |\n", "2:1"),
            ("v: &a |\n  text", "2:3"), ("v: \"one\n  two\"", "1:4"),
        ]
    )
    func aScalarKnowsWhereItsTextBegins(text: String, position: String) throws {
        guard case .mapping(let entries) = try read(text).value,
            case .scalar(let scalar) = entries[0].value.value
        else {
            Issue.record("no scalar in \(text)")
            return
        }
        #expect("\(scalar.textPosition)" == position)
    }

    @Test func anAliasStandsForWhatItsAnchorNames() throws {
        #expect(try read("a: &x [1, &y 2]\nb: *x\nc: *y").notation == "{a: [1, 2], b: [1, 2], c: 2}")
        #expect(try read("a: &x 1\nb: &x 2\nc: *x").notation == "{a: 1, b: 2, c: 2}")
        #expect(try read("&k a: 1\nb: *k").notation == "{a: 1, b: \"a\"}")
    }

    @Test func aMergeKeyBringsInWhatTheMappingDoesNotSay() throws {
        #expect(try read("- &d {a: 1, b: 2}\n- {b: 3, <<: *d}").notation == "[{a: 1, b: 2}, {b: 3, a: 1}]")
        #expect(
            try read("- &d {a: 1}\n- &e {a: 2, b: 2}\n- <<: [*d, *e]\n  c: 3").notation.hasSuffix(
                "{c: 3, a: 1, b: 2}]"
            )
        )
        #expect(try read("'<<': 1").notation == "{<<: 1}")
    }

    @Test(
        arguments: [
            ("", "f.yaml:1:1: the file is empty"),
            ("# nothing\n", "f.yaml:1:1: the file is empty"),
            ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document begins here, but a file holds one"),
            ("a: 1\nb: 2\na: 3", "f.yaml:3:1: the key \"a\" is already given in line 1"),
            (
                "a: {b: 1,\n b: 2}\na: 1",
                """
                f.yaml:2:2: the key "b" is already given in line 1\nf.yaml:3:1: the key "a" is \
                already given in line 1
                """
            ),
            (
                "[a]: 1",
                "f.yaml:1:1: a key must be text, found a list; quote a value like \"{{name}}\""
            ),
            (
                "a: {{name}}",
                "f.yaml:1:5: a key must be text, found a mapping; quote a value like \"{{name}}\""
            ),
            ("a: *x", "f.yaml:1:4: no value before this one is named &x"),
            (
                "a: &defaults 1\nb: *default",
                "f.yaml:2:4: no value before this one is named &default; did you mean *defaults?"
            ),
            ("a: &x [*x]", "f.yaml:1:8: no value before this one is named &x"),
            ("<<: 1", "f.yaml:1:5: \"<<\" takes a mapping or a list of mappings, such as *name"),
            ("<<: [{a: 1}, 2]", "f.yaml:1:5: \"<<\" takes a mapping or a list of mappings, such as *name"),
            ("a: !!int x", "f.yaml:1:4: \"x\" cannot have the tag \"tag:yaml.org,2002:int\""),
            (
                "a: !!binary eA==",
                "f.yaml:1:4: \"eA==\" cannot have the tag \"tag:yaml.org,2002:binary\""
            ),
            ("a: !thing {}", "f.yaml:1:4: the tag \"!thing\" means nothing here"),
            (
                "a: b: c",
                "f.yaml:1:5: a second \": \" cannot stand here; quote the value if the colon belongs to it"
            ),
            ("a:\n\tb: 1", "f.yaml:2:1: a tab cannot indent; use spaces"),
            ("a: @x", "f.yaml:1:4: a value cannot begin with \"@\"; quote it"),
            (
                "a:\n  b: 1\n c: 2",
                """
                f.yaml:3:2: this begins in column 2, but the keys of the mapping that begins in line 1 \
                begin in column 1
                """
            ),
            ("a: 1\n- b", "f.yaml:2:1: this is not one of the keys of the mapping that begins in line 1"),
            (
                "- a\n-b: 1\n- c",
                "f.yaml:2:1: this is not one of the elements of the list that begins in line 1"
            ),
            (
                "a: 'x' y",
                "f.yaml:1:8: this cannot follow the value in front of it; quote the value if it goes on here"
            ),
            (
                "a: 1\nb\nc: 2",
                "f.yaml:2:1: this line is no \"key: value\"; indent it if it belongs to the value above"
            ),
            (
                "a: [1, 2\nb: 3",
                "f.yaml:2:2: expected \",\" or \"]\": the list that begins in line 1 is not closed"
            ),
            (
                "a: {x: 1\nb: 3",
                "f.yaml:2:2: expected \",\" or \"}\": the mapping that begins in line 1 is not closed"
            ),
            ("a: 1\nb: \"x\nc: 2", "f.yaml:2:4: the quotes that open here are never closed"),
            (
                "a: \"\\d+\"",
                """
                f.yaml:1:5: a backslash begins no such escape in double quotes; use single quotes, or \
                write it twice
                """
            ),
            ("a: - b", "f.yaml:1:4: a list cannot begin in the line of its key; begin it on the next line"),
            ("a: !e!x b", "f.yaml:1:4: no such tag is known; quote the value if it begins with \"!\""),
            (
                "a: [,]",
                """
                f.yaml:1:5: did not find expected node content, while parsing a flow node that begins \
                in line 1
                """
            ),
            (
                "a: 1\nb: \u{1}",
                "f.yaml:2:4: a control character cannot stand in YAML; write it as an escape in double quotes"
            ),
            (
                "\u{0}",
                "f.yaml:1:1: a control character cannot stand in YAML; write it as an escape in double quotes"
            ),
        ]
    )
    func aMistakeIsNamedWhereItStands(text: String, line: String) {
        #expect(mistakes(text) == line)
    }

    @Test func onlyUTF8IsRead() {
        let bytes = Array("größe: 1\nü: ".utf8) + [0xFF, 0x28]
        do throws(YAMLFaults) {
            _ = try YAMLDocument(file: "f.yaml", bytes: bytes)
            Issue.record("invalid UTF-8 must be refused")
        } catch {
            #expect(error.description == "f.yaml:2:4: this is not valid UTF-8")
        }
    }

    @Test func aFileIsNoLargerThanItsLimit() {
        var limits = YAMLLimits()
        limits.bytes = 5
        #expect(mistakes("a: 12", limits: limits) == "no mistake in {a: 12}")
        #expect(
            mistakes("a: 123", limits: limits)
                == "f.yaml:1:1: the file has 6 bytes, but no more than 5 are read"
        )
    }

    @Test func aFileIsNoDeeperThanItsLimit() {
        var limits = YAMLLimits()
        limits.depth = 3
        #expect(mistakes("[[1]]", limits: limits) == "no mistake in [[1]]")
        #expect(mistakes("[[[1]]]", limits: limits) == "f.yaml:1:4: lists and mappings lie more than 3 deep")
        #expect(mistakes("- &a [1]\n- [*a]", limits: limits) == "f.yaml:2:4: *a leads more than 3 deep")
        #expect(mistakes(String(repeating: "[", count: 500_000)).hasSuffix("lie more than 64 deep"))
    }

    @Test func aFewLinesDoNotStandForABillionValues() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            mistakes(text) == "f.yaml:5:45: with aliases expanded the file holds more than 100000 values"
        )
    }

    @Test func aLongTextIsNotRepeatedWithoutBound() {
        let text = "a: &a \(String(repeating: "x", count: 500_000))\nb: [*a, *a]"
        #expect(
            mistakes(text)
                == "f.yaml:2:9: with aliases expanded the file holds more than 1048576 bytes of text"
        )
    }
}
