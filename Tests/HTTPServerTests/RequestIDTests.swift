import Bytes
import HTTPServer
import JSON
import Testing

/// Every answer names its request, and a client cannot put anything else into it.
@Suite struct RequestIDTests {
    private static func ask(_ fields: String, path: String = "/") -> (answer: ParsedResponse?, logged: String)
    {
        let server = TestServer()
        let answers = server.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(answers.count == 1)
        return (answers.first, "\(server.exchanges[0].requestID)")
    }

    @Test(arguments: ["a", "0123-abc_DEF.9", String(repeating: "x", count: 128)])
    func aFitOneIsTaken(id: String) {
        let (answer, logged) = Self.ask("X-Request-Id: \(id)\r\n")
        #expect(answer?.fields["x-request-id"] == id)
        #expect(logged == id)
    }

    @Test(arguments: [
        "", "X-Request-Id:\r\n", "X-Request-Id: a b\r\n", "X-Request-Id: a\tb\r\n", "X-Request-Id: ä\r\n",
        "X-Request-Id: \"a\"\r\n", "X-Request-Id: a%0d%0aSet-Cookie:b\r\n", "X-Request-Id: a;b\r\n",
        "X-Request-Id: \(String(repeating: "x", count: 129))\r\n", "X-Request-Id: a\r\nX-Request-Id: b\r\n",
    ])
    func anyOtherIsReplaced(fields: String) {
        let (answer, logged) = Self.ask(fields)
        let id = answer?.fields["x-request-id"] ?? ""
        #expect(id.utf8.count == 36)
        #expect(id.allSatisfy { $0.isHexDigit || $0 == "-" })
        #expect(logged == id)
        #expect(answer?.fields["set-cookie"] == nil)
    }

    @Test(
        arguments: [
            ("", 0), ("X-Request-Id: mine\r\n", 0), ("X-Request-Id:\r\n", 1),
            ("X-Request-Id: \(String(repeating: "x", count: 20_000))\r\n", 1),
            ("X-Request-Id: a\r\nX-Request-Id: a\r\n", 1),
        ]
    )
    func oneThatIsReplacedIsCounted(fields: String, hits: Int) {
        let server = TestServer()
        #expect(server.ask("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n").first?.status == 200)
        #expect(server.hits(.requestID) == hits)
    }

    @Test func eachRequestOfAConnectionHasItsOwn() {
        let server = TestServer()
        let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let given = "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n"
        let ids = server.ask(get + given + get).map { $0.fields["x-request-id"] ?? "" }
        #expect(Set(ids).count == 3)
        #expect(ids[1] == "mine")
    }

    @Test(
        arguments: [
            ("GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n", 404, "mine"),
            ("PUT / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n", 405, "mine"),
            ("GET / HTTP/1.1\r\nX-Request-Id: mine\r\n\r\n", 400, "mine"),
            (
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nX-Request-Id: mine\r\n\r\n",
                413, "mine"
            ),
            ("BAD\r\n\r\n", 400, nil),
        ] as [(String, Int, String?)]
    )
    func aProblemDocumentNamesItsRequest(request: String, status: Int, id: String?) throws {
        let answer = try #require(TestServer().ask(request).first)
        #expect(answer.fields["content-type"] == "application/problem+json")
        let document = try JSONValue(reading: answer.body)
        #expect(document["status"] == .integer(Int64(status)))
        #expect(document["type"] == .string("about:blank"))
        #expect(document["request_id"] == .string(answer.fields["x-request-id"] ?? ""))
        #expect(document["title"] != nil && document["detail"] != nil)
        if let id { #expect(answer.fields["x-request-id"] == id) }
    }
}
