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

    @Test(arguments: DialectCase.steps + DialectCase.ends)
    func anEventIsTheseBytes(event: DialectCase) {
        for (name, expected) in [(DialectName.penstock, event.penstock), (.content, event.content)] {
            let (text, events) = rendered(event.event, by: name)
            #expect(text == expected)
            #expect(events == expected.split(separator: "\n").count { $0.hasPrefix("data: ") })
            // Blocks are cut off by blank lines only, whatever stands in them.
            #expect(text.isEmpty || text.hasSuffix("\n\n"))
            #expect(!text.contains("\r"))
        }
    }

    /// Clients that split lines as Unicode or as `\r` does still find one line of data in a block.
    @Test(arguments: [
        ("plain", "plain"), ("a\nb", "a\\nb"), ("\r\n\r\n", "\\r\\n\\r\\n"), ("\"\\", "\\\"\\\\"),
        ("é🌊\u{2028}\u{2029}", "é🌊\u{2028}\u{2029}"), ("\u{0}\u{1F}", "\\u0000\\u001f"), ("", ""),
        ("\n\ndata: {\"fake\":1}\n\n", "\\n\\ndata: {\\\"fake\\\":1}\\n\\n"),
    ])
    func aPieceOfTextIsTheseBytes(text: String, escaped: String) {
        let delta = Delta(
            sequence: 12,
            time: Timestamp(unixNanoseconds: 1_700_000_000_123_999_999),
            progress: 9,
            step: 0,
            attempt: 2,
            chunk: 5,
            length: 99
        )
        let bytes = Array(text.utf8)
        var buffer = ByteBuffer()
        let penstock = PenstockDialect()
        #expect(
            penstock.render(delta, text: bytes.span, beginning: Span(), of: DialectCase.stream, into: &buffer)
                == 1
        )
        let expected =
            "id: 3.12\nevent: delta\ndata: {\"sequence\":12,\"time\":1700000000123,\"progress\":9,"
            + "\"step\":\"generator\",\"attempt\":2,\"chunk\":5,\"text\":\"\(escaped)\"}\n\n"
        #expect(buffer.string == expected)
        buffer.removeAll()
        let content = ContentDialect()
        #expect(
            content.render(delta, text: bytes.span, beginning: Span(), of: DialectCase.stream, into: &buffer)
                == 0
        )
        #expect(buffer.string == "")
    }

    @Test(arguments: DialectCase.ends.dropLast())
    func theDocumentSaysWhatTheLastEventDoes(event: DialectCase) throws {
        for name in DialectName.allCases {
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

    /// An event's bytes are a function of it: rendered twice, or behind others, they are the same.
    @Test func aReplayRendersTheSame() {
        for name in DialectName.allCases {
            var buffer = ByteBuffer()
            var expected = ""
            for event in DialectCase.steps + DialectCase.ends {
                _ = name.dialect.render(event.event, of: DialectCase.stream, into: &buffer)
                expected += name == .penstock ? event.penstock : event.content
            }
            #expect(buffer.string == expected)
        }
    }
}
