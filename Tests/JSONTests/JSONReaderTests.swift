import JSON
import Testing

@Suite struct JSONReaderTests {
    private func fault(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSONValue(reading: text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func valuesAreRead() throws {
        let value = try JSONValue(
            reading: #"{"a":[1,-2,3.5,1e3,true,false,null,"x\u00e9\n"],"b":{"c":{}},"":"🌊"}"#
        )
        #expect(
            value == [
                "a": [1, -2, 3.5, 1_000, true, false, .null, "xé\n"], "b": ["c": [:]], "": "🌊",
            ]
        )
        #expect(value.object?.members.map(\.name) == ["a", "b", ""])
    }

    @Test func integersStayIntegersUpToSixtyFourBits() throws {
        guard case .integer(.max) = try JSONValue(reading: "9223372036854775807"),
            case .integer(.min) = try JSONValue(reading: "-9223372036854775808"),
            case .number(0x1p63) = try JSONValue(reading: "9223372036854775808"),
            case .number(2) = try JSONValue(reading: "2.0"),
            case .integer(0) = try JSONValue(reading: "-0")
        else {
            Issue.record("a number became something else")
            return
        }
    }

    @Test func oneReaderReadsManyDocuments() throws {
        var reader = JSONReader()
        for count in [3, 3_000, 1, 0, 300] {
            let text = "[" + (0..<count).map { #"{"index":\#($0)}"# }.joined(separator: ",") + "]"
            let value = try reader.read(text.utf8.span)
            #expect(value.array?.count == count)
            #expect(throws: JSONFault.self) { _ = try reader.read("[1,".utf8.span) }
        }
    }

    @Test(
        arguments: [
            ("", "the text ends where a value was expected, line 1, column 1 (byte 0)"),
            (
                "{\n  \"days\": [\n    {\"title\": \"é\" \"x\"}",
                "'\"' where ',' or '}' was expected, line 3, column 19 (byte 33), in /days/0"
            ),
            ("[1, 2, x]", "'x' where a value was expected, line 1, column 8 (byte 7), in /2"),
            ("{\"a\": tru}", "'}' where 'true' was expected, line 1, column 10 (byte 9), in /a"),
            ("{\"a\":1,}", "'}' where a member's name was expected, line 1, column 8 (byte 7)"),
            ("[1,]", "']' where a value was expected, line 1, column 4 (byte 3), in /1"),
            ("{} x", "'x' where the end of the document was expected, line 1, column 4 (byte 3)"),
            ("[\"a", "the text ends where '\"' was expected, line 1, column 4 (byte 3), in /0"),
            ("[\"a\tb\"]", "the byte 0x09 in a string must be escaped, line 1, column 4 (byte 3), in /0"),
            ("\"\\x\"", "'x' where one of \" \\ / b f n r t u was expected, line 1, column 3 (byte 2)"),
            ("\"é\\ud800!\"", "half of a surrogate pair, line 1, column 3 (byte 3)"),
            ("{\"a\":{\"b\":-}}", "'}' where a digit was expected, line 1, column 12 (byte 11), in /a/b"),
            ("[0, 1e999]", "the number is out of range, line 1, column 5 (byte 4), in /1"),
            (
                "{\"a\":1,\n\"b/c\":{\"d\":2,\"d\":3}}",
                "the object has two members called 'd', line 2, column 14 (byte 21), in /b~1c/d"
            ),
            (
                "{\"a\":1,\"\\u0061\":2}",
                "the object has two members called 'a', line 1, column 8 (byte 7), in /a"
            ),
        ] as [(String, String)]
    )
    func aFaultTellsWhatWasExpectedAndWhere(text: String, description: String) {
        #expect(fault(text)?.description == description)
    }

    @Test func textThatIsNotUTF8IsRefusedWhereItBreaks() {
        let bytes = Array("{\"name\":\"gr".utf8) + [0xF6, 0xDF] + Array("e\"}".utf8)
        #expect {
            try JSONValue(reading: bytes.span)
        } throws: { error in
            let fault = error as? JSONFault
            return fault?.reason == .invalidUTF8 && fault?.offset == 11 && fault?.path == "/name"
        }
    }

    @Test func aManyMemberedObjectMayNotRepeatANameEither() {
        let members = (0..<1_000).map { "\"member\($0)\":\($0)" }
        #expect(fault("{\(members.joined(separator: ","))}") == nil)
        let repeated = fault("{\((members + ["\"member500\":0"]).joined(separator: ","))}")
        #expect(repeated?.reason == .duplicateName("member500"))
    }

    @Test func lengthAndDepthAreBounded() {
        let limits = JSONLimits(bytes: 9, depth: 2)
        #expect(fault("[[1],[2]]", limits: limits) == nil)
        #expect(fault("[[1],[22]]", limits: limits)?.reason == .tooLong(limit: 9))
        #expect(fault("[[[]]]", limits: limits)?.reason == .tooDeep(limit: 2))
        #expect(fault("[[[]]]", limits: limits)?.offset == 2)
        #expect(fault("[[{}]]", limits: limits)?.path == "/0/0")
    }
}
