import HTTPServer
import Testing

@Suite struct AcceptTests {
    private static let json = MediaType(type: "application", subtype: "json")
    private static let events = MediaType(type: "text", subtype: "event-stream")

    @Test(
        arguments: [
            (nil, "json"),
            ("", "json"),
            ("nonsense", "json"),
            ("*/*", "json"),
            ("application/json", "json"),
            ("text/event-stream", "events"),
            ("Text/Event-Stream", "events"),
            ("text/*", "events"),
            ("text/event-stream, application/json", "json"),
            ("text/event-stream, application/json;q=0.9", "events"),
            ("text/event-stream;q=0.2, application/json;q=0.1", "events"),
            ("text/event-stream;q=0.1, */*;q=0.5", "json"),
            ("text/event-stream;q=0.6, */*;q=0.5", "events"),
            ("text/*;q=0.1, text/event-stream, */*;q=0.5", "events"),
            ("*/*;q=0.1, application/json;q=0", "events"),
            ("text/html", nil),
            ("application/json;q=0, text/event-stream;q=0.0", nil),
            ("*/*;q=0", nil),
            ("application/json;q=-1, text/event-stream;q=0.1", "events"),
            ("application/json;q=9, text/event-stream;q=1", "json"),
            ("application/json;q=nan, text/event-stream;q=0.1", "events"),
            ("application/json;q=what", "json"),
            ("text/event-stream; dialect=penstock", "events"),
            ("text/html, nonsense, text/event-stream;q=0.1", "events"),
        ] as [(String?, String?)]
    )
    func theClientPrefers(field: String?, preferred: String?) {
        let offered = [Self.json, Self.events]
        let media = Accept(field).preferred(of: offered)
        #expect(media.map { $0 == Self.json ? "json" : "events" } == preferred)
    }

    @Test func rangesStandInTheOrderOfPreference() {
        let accept = Accept("a/a;q=0.5, b/b, c/c;q=0.5, d/d;q=0, e/e")
        #expect(accept.ranges.map(\.media.type) == ["b", "e", "a", "c", "d"])
        #expect(accept.ranges.map(\.quality) == [1, 1, 0.5, 0.5, 0])
    }

    /// As long as a head may be, and each of a kind that would be slow to read.
    @Test(arguments: [
        "application/json,", "application/json;q=0,", ",", "/", ";", ";a=b", "\"", "\\\"", " a", "é",
        "text/html;a=\"",
    ])
    func whatIsTooLongToBeMeantAcceptsAnything(piece: String) {
        let field = "text/html" + String(repeating: piece, count: 30_000 / piece.utf8.count)
        #expect(Accept(field).ranges.isEmpty)
        #expect(Accept(field).preferred(of: [Self.events, Self.json]) == Self.events)
        let server = TestServer()
        let answers = server.ask(
            "GET / HTTP/1.1\r\nHost: a\r\nAccept: \(field)\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept: \(field)\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
        )
        #expect(answers.map(\.status) == [200, 200, 200])
        #expect(server.hits == ["accept": 2])
    }

    @Test func aTypeIsNoLongerThanOneNeeds() {
        #expect(MediaType("text/plain;a=" + String(repeating: "x", count: 1_011)) != nil)
        #expect(MediaType("text/plain;a=" + String(repeating: "x", count: 1_012)) == nil)
    }

    @Test func whatNobodyWouldSendIsNotReadToItsEnd() {
        let field = Array(repeating: "a/a", count: 32).joined(separator: ",") + ",application/json"
        #expect(Accept(field).ranges.count == 32)
        #expect(Accept(field).quality(of: Self.json) == 0)
    }
}
