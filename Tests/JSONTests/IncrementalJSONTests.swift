import Bytes
import JSON
import Testing
import Verification

@Suite struct IncrementalJSONTests {
    private static let mark = [UInt8]([0xEF, 0xBB, 0xBF])

    @Test(arguments: JSONCase.all + JSONCase.repeatedNames)
    func everyDocumentGivesTheSamePartsHoweverItIsCut(json: JSONCase) {
        // The reader knows no byte order mark, which answers may begin with.
        let document = json.bytes.starts(with: Self.mark) ? json.bytes.dropFirst(3) : json.bytes[...]
        let value = try? JSONValue(reading: document.span)
        #expect((value != nil) == json.isAccepted || document.count < json.bytes.count)
        let whole = IncrementalReading([json.bytes[...]])
        verifyChunking(of: json.bytes, parse: { IncrementalReading($0) }) { reading, cut in
            #expect(reading.value == value, "\(cut)")
            #expect((reading.fault == nil) == (value != nil), "\(cut)")
            #expect(reading == whole, "\(cut)")
        }
        if let value {
            #expect(whole.parts == IncrementalReading.parts(of: value))
            #expect(whole.salvaged == value)
        }
    }

    @Test(arguments: JSONCase.answers)
    func anEnvelopeIsTakenOffAndAnythingElseRefused(json: JSONCase) {
        let whole = IncrementalReading([json.bytes[...]])
        #expect(whole.value == (json.isAccepted ? ["a": [1]] : nil))
        verifyChunking(of: json.bytes, parse: { IncrementalReading($0) }) { reading, cut in
            #expect(reading == whole, "\(cut)")
            #expect((reading.fault == nil) == json.isAccepted, "\(cut)")
        }
    }

    @Test(
        arguments: [
            ("Here is it: {}", "the answer is prose, not JSON (byte 0)"),
            ("\n\n```json\nfine, here", "the answer is prose, not JSON (byte 10)"),
            ("1. First", "the answer is prose, not JSON (byte 0)"),
            ("{\"a\":1}\n\nEnjoy!", "the answer has text behind its JSON (byte 9)"),
            ("```json\n{\"a\":1}\n```\nEnjoy!", "the answer has text behind its JSON (byte 20)"),
            ("```json\n{\"a\":[1,x]}", "'x' where a value was expected (byte 16), in /a/1"),
            (
                "\n{\"days\":[{\"day\":1},{\"day\"",
                "the text ends where ':' was expected (byte 26), in /days/1/day"
            ),
            ("```json\n", "the text ends where a value was expected (byte 8)"),
            ("{\"a\":{\"b\":1,\"b\":2}}", "the object has two members called 'b' (byte 12), in /a/b"),
            ("\n1e999", "the number is out of range (byte 1)"),
            ("1e999 ", "the number is out of range (byte 0)"),
            ("\"a\tb\"", "the byte 0x09 in a string must be escaped (byte 2)"),
        ] as [(String, String)]
    )
    func aFaultTellsWhatIsWrongAndWhere(text: String, description: String) {
        #expect(IncrementalReading(text).fault?.description == description)
    }

    @Test(
        arguments: [
            ("{\"a\":\"secret\",x}", "another byte where a member's name was expected (byte 14)"),
            ("{\"secret\":1,\"secret\":2}", "an object has two members of one name (byte 12)"),
            ("{\"secret\":\"\u{1}\"}", "a control character in a string must be escaped (byte 11)"),
            ("{\"secret", "the text ends where '\"' was expected (byte 8)"),
        ] as [(String, String)]
    )
    func aRedactedFaultHoldsNothingOfTheAnswer(text: String, redacted: String) {
        #expect(IncrementalReading(text).fault?.redacted == redacted)
    }

    @Test func partsAreAnnouncedTheMomentTheyClose() throws {
        let text = #"{"title":"Plan","days":[{"day":1},{"day":2}],"sum":{"n":[1]},"none":[]}"#
        var announced: [String: JSONPointer] = [:]
        var reader = IncrementalJSON(schema: nil)
        var read = ""
        for byte in text.utf8 {
            read.unicodeScalars.append(Unicode.Scalar(byte))
            try reader.read([byte].span) { announced[read] = $0.path }
        }
        #expect(
            announced == [
                #"{"title":"Plan""#: "/title",
                #"{"title":"Plan","days":[{"day":1}"#: "/days/0",
                #"{"title":"Plan","days":[{"day":1},{"day":2}"#: "/days/1",
                #"{"title":"Plan","days":[{"day":1},{"day":2}],"sum":{"n":[1]}"#: "/sum",
            ]
        )
    }

    @Test(
        arguments: [
            ("", ""), ("{", ""), ("{\"a", ""), ("{\"a\"", "/a"), ("{\"a\":[", "/a/0"), ("{\"a\":[1,", "/a/1"),
            ("{\"a\":[{\"b\":[[", "/a/0/b/0/0"), ("{\"a\":[1],", ""), ("[true,{\"x/y\":1", "/1/x~1y"),
        ] as [(String, String)]
    )
    func thePathIsThatOfWhatIsBeingWritten(text: String, path: String) throws {
        var reader = IncrementalJSON(schema: nil)
        try reader.read(text.utf8.span) { _ in }
        #expect(reader.path.description == path)
    }

    @Test func nothingIsReadBehindAFault() throws {
        var reader = IncrementalJSON(schema: nil)
        var announced = 0
        let first = try #require(
            #expect(throws: IncrementalJSON.Fault.self) {
                try reader.read("[1,x".utf8.span) { _ in announced += 1 }
            }
        )
        #expect(throws: first) { try reader.read(",2,3]".utf8.span) { _ in announced += 1 } }
        #expect(throws: first) { _ = try reader.finish() }
        #expect(announced == 1)
        #expect(reader.salvaged() == [1])
    }
}
