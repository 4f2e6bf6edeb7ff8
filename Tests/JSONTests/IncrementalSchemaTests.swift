import JSON
import Testing
import Verification

/// Answers that are JSON, but not what was asked for.
@Suite struct IncrementalSchemaTests {
    static let schema = try? JSONSchema(
        [
            "type": "object",
            "properties": [
                "title": ["type": "string", "maxLength": 10],
                "days": [
                    "type": "array", "minItems": 3,
                    "items": [
                        "type": "object", "required": ["day"], "properties": ["day": ["type": "integer"]],
                        "additionalProperties": ["type": "string"],
                    ],
                ],
                "pair": ["items": [["type": "string"], ["type": "integer"]], "additionalItems": false],
            ],
            "additionalProperties": false,
            "required": ["title"],
        ]
    )

    private static func read(_ text: String) -> IncrementalReading {
        IncrementalReading(Array(text.utf8).indices.map { Array(text.utf8)[$0...$0] }, schema: schema)
    }

    @Test(
        arguments: [
            (#"{"title":"a very long title""#, "/title must be at most 10 characters long, is 17"),
            (#"{"title":"a","days":[{"day":1},{"note":"x"}"#, "/days/1/day is required"),
            (#"{"days":[{"day":1},{"day":2},{"day":3,"k":4}"#, "/days/2/k must be a string, is an integer"),
            (#"{"pair":["a","b""#, "/pair/1 must be an integer, is a string"),
            (#"{"pair":["a",1,true"#, "/pair/2 is not allowed"),
            (#"{"unknown":{}"#, "/unknown is not allowed"),
        ] as [(String, String)]
    )
    func aPartAtFaultIsReportedBeforeTheRestArrives(start: String, violation: String) throws {
        try #require(Self.schema != nil)
        let reading = Self.read(start + #","title":[],"days":false}"#)
        guard case .violates(let violations) = reading.fault else {
            Issue.record("\(String(describing: reading.fault))")
            return
        }
        #expect(violations.map(\.description) == [violation])
        #expect(reading.readUntilFault == start.utf8.count)
    }

    @Test func whatOnlyTheWholeCanBreakIsFoundAtTheEnd() {
        let reading = Self.read(#"{"days":[{"day":1},{"day":2}]}"#)
        #expect(reading.readUntilFault == nil)
        #expect(reading.parts.count == 2)
        #expect(reading.fault?.description == "/title is required; /days must have at least 3 items, has 2")
    }

    @Test func aPartAtFaultIsNeitherAnnouncedNorLeft() {
        let reading = Self.read(#"{"title":"a","days":[{"day":1},{"day":"x"},{"day":3}]}"#)
        #expect(reading.parts.map(\.path.description) == ["/title", "/days/0"])
        #expect(reading.salvaged == ["title": "a", "days": [["day": 1]]])
    }

    @Test func anAnswerThatIsValidIsTakenHoweverItIsCut() throws {
        let text = #"{"pair":["a",1],"title":"a","days":[{"day":1},{"day":2},{"day":3,"note":"x"}]}"#
        let value = try JSONValue(reading: text)
        verifyChunking(of: Array(text.utf8), parse: { IncrementalReading($0, schema: Self.schema) }) {
            reading,
            cut in
            #expect(reading.value == value, "\(cut)")
            #expect(reading.parts == IncrementalReading.parts(of: value), "\(cut)")
        }
    }

    @Test func anOutermostArrayHasItsElementsChecked() throws {
        let schema = try JSONSchema(["items": ["type": "integer"], "maxItems": 3])
        #expect(
            IncrementalReading("[1,2,\"x\",", schema: schema).fault?.description
                == "/2 must be an integer, is a string"
        )
        #expect(IncrementalReading("[1,2,3]", schema: schema).value == [1, 2, 3])
        #expect(IncrementalReading("[1,2,3,4]", schema: schema).parts.count == 4)
        #expect(
            IncrementalReading("[1,2,3,4]", schema: schema).fault?.description
                == "the value must have at most 3 items, has 4"
        )
    }

    @Test func aScalarIsCheckedAtTheEnd() throws {
        let schema = try JSONSchema(["type": "object"])
        #expect(
            IncrementalReading("12", schema: schema).fault?.description
                == "the value must be an object, is an integer"
        )
        #expect(IncrementalReading("[1]", schema: schema).parts.count == 1)
        #expect(IncrementalReading("[1]", schema: schema).fault != nil)
    }

    @Test func aRedactedViolationNamesOnlyWhatTheSchemaNames() {
        #expect(Self.read(#"{"secret":1}"#).fault?.redacted == "/* violates 'additionalProperties'")
        #expect(Self.read(#"{"days":[{"day":1,"secret":2}"#).fault?.redacted == "/days/0/* violates 'type'")
    }

    @Test func aMegabyteOfTextMeetsAPatternTheMomentItCloses() throws {
        let schema = try JSONSchema(["properties": ["text": ["pattern": "^(a+)+$"]]])
        let text = "{\"text\":\"" + String(repeating: "a", count: 1 << 20)
        #expect(IncrementalReading(text + "\"}", schema: schema).fault == nil)
        let reading = IncrementalReading(text + "!\",", schema: schema)
        #expect(reading.fault?.description == "/text must match the pattern ^(a+)+$")
    }

    @Test func aSchemaThatRefersToItselfIsFollowedAsDeepAsTheAnswerGoes() throws {
        let schema = try JSONSchema(
            [
                "type": "object", "required": ["name"], "additionalProperties": false,
                "properties": ["name": ["type": "string"], "parts": ["items": ["$ref": "#"]]],
            ]
        )
        let levels = 31
        let opening = String(repeating: #"{"name":"a","parts":["#, count: levels)
        let closing = String(repeating: "]}", count: levels)
        #expect(IncrementalReading(opening + closing, schema: schema).fault == nil)
        let reading = IncrementalReading(opening + "{}" + closing, schema: schema)
        #expect(reading.fault?.description.hasSuffix("/parts/0/name is required") == true)
        #expect(reading.parts.map(\.path) == ["/name"])
    }
}
