import Bytes
import JSON
import Platform
import Testing
import Verification

@Suite struct JSONWritingTests {
    private func written(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return buffer.string
    }

    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-12, "-12"),
            (.integer(.min), "\(Int64.min)"),
            (0.5, "0.5"), (2.0, "2.0"), (-0.0, "-0.0"), (1e21, "1e+21"),
            (.number(.leastNonzeroMagnitude), "5e-324"), (0.1, "0.1"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (.number(.infinity), "null"),
            (.number(.nan), "null"),
            ("", "\"\""), ([], "[]"), ([:], "{}"), ([1, [2, []], "a"], "[1,[2,[]],\"a\"]"),
            (["a": 1, "b\n": ["c": .null], "d": [:]], #"{"a":1,"b\n":{"c":null},"d":{}}"#),
        ] as [(JSONValue, String)]
    )
    func valuesAreWrittenWithoutSpaces(value: JSONValue, text: String) {
        #expect(value.rendered == text)
    }

    @Test(
        arguments: [
            ("\"", "\\\""), ("\\", "\\\\"), ("/", "/"), ("\n\r\t", "\\n\\r\\t"),
            ("\u{0}\u{1F}", "\\u0000\\u001f"),
            ("\u{8}\u{C}", "\\u0008\\u000c"), (" \u{7F}", " \u{7F}"), ("é€🌊\u{2028}", "é€🌊\u{2028}"),
        ]
    )
    func onlyWhatMustBeEscapedIs(text: String, escaped: String) {
        #expect(written { $0.append(jsonString: text) } == "\"\(escaped)\"")
    }

    /// What is looked for 32 bytes at a time is found at every place in and across them.
    @Test(arguments: [
        "\"", "\\", "\u{1F}", "\u{0}", "!", "[", " ", "]", "#", "é", "\u{A2}", "\u{DC}", "\u{80}",
    ])
    func anEscapeIsFoundAtEveryPlace(needle: String) throws {
        for length in 0..<70 {
            for place in stride(from: 0, through: length, by: length > 40 ? 7 : 1) {
                let text =
                    String(repeating: "x", count: place) + needle
                    + String(repeating: "\"", count: length - place)
                let json = written { $0.append(jsonString: text) }
                #expect(try JSONValue(reading: json) == .string(text))
            }
        }
    }

    @Test func textOfAnyKindIsReadBack() throws {
        var generator = SeededRandomness(seed: 1)
        for _ in 0..<2_000 {
            let scalars = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FF, using: &generator)) ?? " "
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let json = written { $0.append(jsonString: text) }
            #expect(try JSONValue(reading: json) == .string(text))
        }
    }

    @Test func doublesAreReadBackExactly() throws {
        var generator = SeededRandomness(seed: 2)
        for _ in 0..<10_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            guard case .number(let read) = try JSONValue(reading: JSONValue.number(value).rendered) else {
                Issue.record("\(value) was read as something else")
                continue
            }
            #expect(read.bitPattern == value.bitPattern)
        }
    }

    @Test func objectsAreWrittenByHand() {
        let text = written { buffer in
            let name: StaticString = "de\"lta"
            buffer.append("data: ")
            buffer.openObject()
            buffer.member("type", name)
            buffer.member("text", "a\nb")
            buffer.member("bytes", Array("é".utf8).span)
            buffer.member("sequence", 42)
            buffer.member("done", true)
            buffer.member("more", false)
            buffer.member("value", ["a": [1, .null]])
            buffer.key("parts")
            buffer.openArray()
            for index in 0..<2 {
                buffer.openObject()
                buffer.member("index", index)
                buffer.closeObject()
            }
            buffer.append(jsonString: "x")
            buffer.append(json: .null)
            buffer.append(json: 1.5)
            buffer.openArray()
            buffer.closeArray()
            buffer.closeArray()
            buffer.key(escaping: "k\"")
            buffer.openObject()
            buffer.closeObject()
            buffer.member("last", .null)
            buffer.closeObject()
        }
        #expect(
            text
                == #"data: {"type":"de\"lta","text":"a\nb","bytes":"é","sequence":42,"done":true,"more":false,"#
                + #""value":{"a":[1,null]},"parts":[{"index":0},{"index":1},"x",null,1.5,[]],"k\"":{},"last":null}"#
        )
    }

    @Test func severalDocumentsStandOnLinesOfTheirOwn() {
        let text = written { buffer in
            for index in 0..<2 {
                buffer.openObject()
                buffer.member("line", index)
                buffer.closeObject()
                buffer.append("\n")
            }
        }
        #expect(text == "{\"line\":0}\n{\"line\":1}\n")
    }

    @Test func peopleGetALineForEachMember() throws {
        let value: JSONValue = ["a": [1, ["b": "c"]], "d": [:], "e": [], "f": .null]
        let pretty = written { $0.append(prettyJSON: value) }
        #expect(
            pretty == """
                {
                  "a": [
                    1,
                    {
                      "b": "c"
                    }
                  ],
                  "d": {},
                  "e": [],
                  "f": null
                }
                """
        )
        #expect(try JSONValue(reading: pretty) == value)
    }

    @Test(arguments: JSONCase.all.filter(\.isAccepted))
    func whatIsReadIsWrittenAndReadTheSame(json: JSONCase) throws {
        let value = try JSONValue(reading: json.bytes.span)
        #expect(try JSONValue(reading: value.rendered) == value)
    }
}
