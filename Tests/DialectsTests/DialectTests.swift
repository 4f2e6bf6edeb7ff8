import Bytes
import Dialects
import Events
import JSON
import Platform
import Testing

@Suite struct DialectTests {
    private func rendered(_ event: Event, by name: DialectName) -> (text: String, events: Int) {
        var buffer = ByteBuffer()
        let events = name.dialect.render(event, of: DialectCase.stream, into: &buffer)
        return (buffer.string, events)
    }

    @Test(arguments: DialectCase.all)
    func anEventIsTheseBytes(event: DialectCase) {
        for name in DialectName.allCases {
            let expected = event.expected(by: name)
            let (text, events) = rendered(event.event, by: name)
            #expect(text == expected)
            #expect(events == expected.split(separator: "\n").count { $0.hasPrefix("data: ") })
            // Blocks are cut off by blank lines only, whatever stands in them.
            #expect(text.isEmpty || text.hasSuffix("\n\n"))
            #expect(!text.contains("\r"))
        }
    }

    /// Its web application splits the text on blank lines and reads the blocks that begin with `data: ` to their end.
    @Test(arguments: [DialectName.visionFramework, .lifePlan])
    func aBlockOfDataIsNothingButData(name: DialectName) throws {
        for event in DialectCase.all {
            let blocks = event.expected(by: name).split(separator: "\n\n")
            for block in blocks.filter({ !$0.hasPrefix("id: ") }) {
                #expect(block.hasPrefix("data: "))
                let bytes = Array(block.utf8.dropFirst(6))
                let object = try JSONValue(reading: bytes.span)
                #expect(object.object?.members.first?.name == "type")
            }
            #expect(blocks.dropLast().allSatisfy { !$0.hasPrefix("id: ") })
        }
    }

    /// Clients that split lines as Unicode or as `\r` does still find one line of data in a block.
    @Test(arguments: [
        ("plain", "plain"), ("a\nb", "a\\nb"), ("\r\n\r\n", "\\r\\n\\r\\n"), ("\"\\", "\\\"\\\\"),
        ("é🌊\u{2028}\u{2029}", "é🌊\u{2028}\u{2029}"), ("\u{0}\u{1F}", "\\u0000\\u001f"), ("", ""),
        ("\n\ndata: {\"fake\":1}\n\n", "\\n\\ndata: {\\\"fake\\\":1}\\n\\n"),
    ])
    func aPieceOfTextIsTheseBytes(text: String, escaped: String) {
        let bytes = Array(text.utf8)
        for name in DialectName.allCases {
            let expected =
                switch name {
                case .penstock:
                    "id: 3.12\nevent: delta\ndata: {\"sequence\":12,\"time\":1700000000123,\"progress\":9,"
                        + "\"step\":\"generator\",\"attempt\":2,\"chunk\":5,\"text\":\"\(escaped)\"}\n\n"
                case .lifePlan:
                    "data: {\"type\":\"progress\",\"chunk\":5,\"length\":99,\"preview\":\"\(escaped)…\"}\n\n"
                        + "id: 3.12\n\n"
                case .content, .visionFramework: ""
                }
            let (text, events) = rendered(bytes, beginning: bytes, length: 99, by: name)
            #expect(text == expected)
            #expect(events == (expected.isEmpty ? 0 : 1))
        }
    }

    @Test func aPreviewThatIsTheWholeTextIsNotMarkedAsCut() {
        for (beginning, length, preview) in [
            ("abc", 3, "abc"), ("abc", 4, "abc…"), ("", 0, ""), ("é", 2, "é"),
        ] {
            let (text, _) = rendered(
                Array("c".utf8),
                beginning: Array(beginning.utf8),
                length: length,
                by: .lifePlan
            )
            #expect(text.contains("\"length\":\(length),\"preview\":\"\(preview)\"}\n\n"))
        }
    }

    @Test func aPieceOfAPartSaysWhosePartItIs() {
        let part = Event.Part(parent: 2, index: 1, count: 3)
        let (text, _) = rendered(Array("x".utf8), beginning: [], length: 1, part: part, by: .penstock)
        #expect(text.contains(#""attempt":2,"parent":"validator","index":1,"count":3,"chunk":5,"#))
    }

    private func rendered(
        _ text: [UInt8],
        beginning: [UInt8],
        length: Int,
        part: Event.Part? = nil,
        by name: DialectName
    ) -> (text: String, events: Int) {
        let delta = Delta(
            sequence: 12,
            time: Timestamp(unixNanoseconds: 1_700_000_000_123_999_999),
            progress: 9,
            step: 0,
            attempt: 2,
            part: part,
            chunk: 5,
            length: length
        )
        var buffer = ByteBuffer()
        let events = name.dialect.render(
            delta,
            text: text.span,
            beginning: beginning.span,
            of: DialectCase.stream,
            into: &buffer
        )
        return (buffer.string, events)
    }

    @Test(arguments: DialectCase.ends.dropLast())
    func theDocumentSaysWhatTheLastEventDoes(event: DialectCase) throws {
        for name in [DialectName.penstock, .content] {
            let document = name.dialect.document(event.event, of: DialectCase.stream)
            let data = try #require(
                rendered(event.event, by: name).text.split(separator: "\n").last { $0.hasPrefix("data: ") }
            )
            let bytes = Array(data.utf8.dropFirst(6))
            var expected = try #require(try JSONValue(reading: bytes.span).object)
            if name == .penstock {
                #expect(document["type"]?.string == event.testDescription)
                let kept = expected.members.filter { !["sequence", "time", "progress"].contains($0.name) }
                expected = JSONObject()
                expected["type"] = .string(event.testDescription)
                for (name, value) in kept { expected[name] = value }
            }
            #expect(document == .object(expected))
        }
    }

    /// What the clients of `POST /api/brief` and of life-plan's fallback are written for.
    @Test(
        arguments: zip(
            DialectCase.ends.dropLast(),
            [
                (#""T\n\"q\"""#, #"{"success":true,"planId":"plan-ID","plan":"T\n\"q\""}"#),
                (#"{"error":"It is \"short\""}"#, #"{"success":false,"error":"It is \"short\""}"#),
                (
                    #"{"error":"Generation cancelled: the\nuser"}"#,
                    #"{"success":false,"error":"Generation cancelled: the\nuser"}"#
                ),
            ]
        )
    )
    func theDocumentIsWhatItsClientsExpect(event: DialectCase, expected: (vision: String, plan: String)) {
        let dialects = [(DialectName.visionFramework, expected.vision), (.lifePlan, expected.plan)]
        for (name, expected) in dialects {
            let document = name.dialect.document(event.event, of: DialectCase.stream)
            let text = expected.replacing("ID", with: "\(DialectCase.generation)")
            #expect(document.rendered == text)
        }
    }

    /// An event's bytes are a function of it: rendered twice, or behind others, they are the same.
    @Test(arguments: DialectName.allCases) func aReplayRendersTheSame(name: DialectName) {
        var buffer = ByteBuffer()
        for event in DialectCase.all {
            _ = name.dialect.render(event.event, of: DialectCase.stream, into: &buffer)
        }
        #expect(buffer.string == DialectCase.all.map { $0.expected(by: name) }.joined())
    }

    /// However many rounds a repair may have, its stage goes from one end of its percentages to the other.
    @Test(arguments: [1, 2, 3, 7, 10]) func aRepairNeverFalls(rounds: Int) throws {
        var shown: [Int] = []
        for index in 0..<rounds {
            let part = Event.Part(parent: 2, index: index, count: rounds)
            let start = Event.StepStart(step: 0, attempt: 1, part: part, message: "m", model: "a/b")
            let complete = Event.StepComplete(
                step: 0,
                attempt: 1,
                part: part,
                duration: .zero,
                output: "x",
                usage: Usage(input: 1)
            )
            for payload in [Event.Payload.stepStart(start), .stepComplete(complete)] {
                let event = Event(
                    sequence: 1,
                    time: Timestamp(unixNanoseconds: 0),
                    progress: 1,
                    payload: payload
                )
                let line = try #require(rendered(event, by: .content).text.split(separator: "\n").last)
                let bytes = Array(line.utf8.dropFirst(6))
                let progress = try #require(try JSONValue(reading: bytes.span)["progress"]?.integer)
                shown.append(Int(progress))
            }
        }
        #expect(shown == shown.sorted())
        #expect(shown.first == 85)
        #expect(shown.last == 95)
    }
}
