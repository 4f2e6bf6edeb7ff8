import Bytes
import JSON
import Testing

/// What is left of a document that was cut.
@Suite struct IncrementalSalvageTests {
    static let documents = [
        #"{"title":"Plan","days":[{"day":1,"tasks":["a","b"]},{"day":2,"tasks":[]}],"count":2,"done":true}"#,
        #" { "a" : [ 1 , -2.5e+1 , null ] , "b" : { "c" : [ [ 0 ] , { } ] } , "d" : "" , "e" : 123 } "#,
        #"[{"a":1},[2,[3]],"four",5.25,-6,1e2,true,false,null,{},[],"\u00e9\ud83c\udf0a\n\\"]"#,
        #"{"é🌊":"ü\"]}","]}":["]}","\\"],"x":{"y":"]"},"z":[[],[[]]]}"#,
        #"{"days":[[1],[2,3],[]],"more":[],"numbers":[10,200,3000]}"#,
        #""a text \u0041 alone""#,
        "[]", "{}", "true", "[[[[1]]]]", #"{"a":{"b":{"c":1}}}"#,
    ]

    /// The same answer by trying: the longest beginning that is JSON once the outermost container is closed, and an
    /// array in it.
    private static func expectation(_ text: ArraySlice<UInt8>) -> JSONValue? {
        let numeric = Set("0123456789+-.eE".utf8)
        for end in stride(from: text.endIndex, through: text.startIndex, by: -1) {
            let prefix = text[..<end]
            let mayGoOn = end == text.endIndex || numeric.contains(text[end])
            if let last = prefix.last, numeric.contains(last), last != UInt8(ascii: "e"), mayGoOn { continue }
            for closing in ["", "}", "]", "]}"] {
                let document = Array(prefix) + Array(closing.utf8)
                if let value = try? JSONValue(reading: document.span) { return value }
            }
        }
        return nil
    }

    @Test(arguments: documents)
    func aCutAtAnyByteLeavesAllThatIsComplete(document: String) {
        let text = Array(document.utf8)
        for cut in 0...text.count {
            var reader = IncrementalJSON(schema: nil)
            var parts: [IncrementalJSON.Part] = []
            #expect(throws: Never.self) {
                try reader.read(text.span.extracting(first: cut)) { parts.append($0) }
            }
            let salvaged = reader.salvaged()
            let isComplete = (try? JSONValue(reading: text.span.extracting(first: cut))) != nil
            #expect(salvaged == Self.expectation(text[..<cut]), "cut at \(cut)")
            #expect(salvaged.map { IncrementalReading.parts(of: $0) } ?? [] == parts, "cut at \(cut)")
            #expect((try? reader.finish()) == (isComplete ? salvaged : nil), "cut at \(cut)")
            #expect(reader.salvaged() == salvaged, "cut at \(cut), then ended")
        }
    }

    @Test(arguments: documents)
    func damageAtAnyByteLeavesAllThatStandsBeforeIt(document: String) {
        let text = Array(document.utf8)
        for place in text.indices {
            // A byte that stands nowhere in JSON, so that all that follows is lost.
            let damaged = text[..<place] + [0xFF] + text[place...]
            let reading = IncrementalReading([damaged])
            #expect(reading.fault != nil)
            // It also ends a number, which is then complete.
            let expected = Self.expectation(text[..<place] + [UInt8(ascii: " ")])
            #expect(reading.salvaged == expected, "at \(place)")
        }
    }

    @Test func anEnvelopeDoesNotChangeWhatIsLeft() {
        let reading = IncrementalReading("```json\n{\"days\":[{\"day\":1},{\"day\":2},{\"da")
        #expect(reading.salvaged == ["days": [["day": 1], ["day": 2]]])
        #expect(reading.value == nil)
    }

    @Test(arguments: ["", " \n", "```json\n", "Sorry, no.", "tru", "-12", "\"abc", "\u{FEFF}"])
    func nothingIsLeftWhereNothingHadBegun(text: String) {
        var reader = IncrementalJSON(schema: nil)
        try? reader.read(text.utf8.span) { _ in }
        #expect(reader.salvaged() == nil)
    }

    /// A copy is handed out, so reading goes on as if nobody had asked.
    @Test func readingGoesOnAfterwards() throws {
        let text = Array(Self.documents[0].utf8)
        var reader = IncrementalJSON(schema: nil)
        for byte in text {
            try reader.read([byte].span) { _ in }
            _ = reader.salvaged()
        }
        #expect(try reader.finish() == JSONValue(reading: Self.documents[0]))
    }
}
