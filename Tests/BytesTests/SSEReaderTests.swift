import Bytes
import Testing
import Verification

/// The event stream format as the WHATWG's own tests see it (web-platform-tests, `eventsource/format-*`).
@Suite struct SSEReaderTests {
    struct Received: Equatable {
        var name: String
        var data: String
        var id: String
    }

    struct Reading: Equatable {
        var events: [Received] = []
        var reconnectionTime: Duration?
        var failure: SSEReader.Failure?
    }

    static func read(_ pieces: [ArraySlice<UInt8>], lineLimit: Int = 1_000, eventLimit: Int = 2_000)
        -> Reading
    {
        var reader = SSEReader(lineLimit: lineLimit, eventLimit: eventLimit)
        var reading = Reading()
        for piece in pieces where reading.failure == nil {
            do throws(SSEReader.Failure) {
                try reader.read(piece.span) { name, data, id in
                    reading.events.append(Received(name: name.string, data: data.string, id: id.string))
                }
            } catch {
                reading.failure = error
            }
        }
        reading.reconnectionTime = reader.reconnectionTime
        return reading
    }

    private func expect(_ stream: String, gives events: [(String, String, String)]) {
        let expected = events.map { Received(name: $0.0, data: $0.1, id: $0.2) }
        verifyChunking(of: Array(stream.utf8), parse: { Self.read($0).events }) { events, cut in
            #expect(events == expected, "\(cut)")
        }
    }

    @Test func anEventEndsAtABlankLine() {
        expect("data: one\n\ndata: two\n\ndata: never ended\n", gives: [("", "one", ""), ("", "two", "")])
    }

    @Test func everyLineEndingIsKnown() {
        expect(
            "data: a\r\ndata: b\rdata: c\ndata:d\r\n\r\ndata: e\r\r",
            gives: [("", "a\nb\nc\nd", ""), ("", "e", "")]
        )
    }

    @Test func oneSpaceAfterTheColonIsDropped() {
        expect("data:  two\ndata:none\ndata\ndata:\n\n", gives: [("", " two\nnone\n\n", "")])
    }

    @Test func namesAreCaseSensitiveAndUnknownFieldsIgnored() {
        expect("Data: no\nfoo: bar\nevent: x\ndata: y\n\n", gives: [("x", "y", "")])
    }

    @Test func theNameLastsForOneEvent() {
        expect("event: a\n\nevent: b\ndata: 1\n\ndata: 2\n\n", gives: [("b", "1", ""), ("", "2", "")])
    }

    @Test func theIDLastsUntilItIsChanged() {
        expect(
            "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 2\n\ndata: d\n\nid: 3\u{0}\ndata: e\n\n",
            gives: [("", "a", "1"), ("", "b", "1"), ("", "c", ""), ("", "d", "2"), ("", "e", "2")]
        )
    }

    @Test func commentsAreInvisible() {
        expect(": hello\n\ndata: 1\n:data: 2\n\n:\n", gives: [("", "1", "")])
    }

    @Test func oneByteOrderMarkIsSkipped() {
        expect("\u{FEFF}data: 1\n\ndata: 2\n\n", gives: [("", "1", ""), ("", "2", "")])
        expect("\u{FEFF}\u{FEFF}data: 1\n\ndata: 2\n\n", gives: [("", "2", "")])
        expect("data: 1\n\n\u{FEFF}data: 2\n\ndata: 3\n\n", gives: [("", "1", ""), ("", "3", "")])
    }

    @Test(arguments: [("3000", Duration.seconds(3)), ("3x", nil), ("-1", nil), ("", nil)])
    func retryTakesDigitsOnly(value: String, time: Duration?) {
        #expect(Self.read([Array("retry: \(value)\n\n".utf8)[...]]).reconnectionTime == time)
    }

    @Test func textBeyondASCIIArrivesWhole() {
        expect("event: größe\ndata: 🌊 ok\n\n", gives: [("größe", "🌊 ok", "")])
    }

    @Test func aLineOrAnEventWithoutEndIsRefused() {
        let line = Array("data: \(String(repeating: "x", count: 40))\n\n".utf8)
        verifyChunking(of: line, parse: { Self.read($0, lineLimit: 30).failure }) { failure, cut in
            #expect(failure == .lineTooLong(limit: 30), "\(cut)")
        }
        let event = Array(String(repeating: "data: 123456789\n", count: 10).utf8)
        verifyChunking(of: event, parse: { Self.read($0, eventLimit: 50).failure }) { failure, cut in
            #expect(failure == .eventTooLong(limit: 50), "\(cut)")
        }
    }

    @Test(arguments: ["", "one", "two\nlines", "cr\rlf\r\nend\n", "\n\n", "{\"a\":\"b\"}"])
    func whatIsWrittenIsReadBack(text: String) {
        var buffer = ByteBuffer()
        buffer.append(sseComment: "hello")
        buffer.append(sseEvent: "greeting")
        buffer.append(sseRetryMilliseconds: 1_500)
        buffer.append(sseData: Array(text.utf8).span)
        buffer.appendSSEBlockEnd()
        let reading = Self.read([buffer.array[...]])
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        #expect(reading.events == [Received(name: "greeting", data: lines, id: "")])
        #expect(reading.reconnectionTime == .milliseconds(1_500))
    }
}
