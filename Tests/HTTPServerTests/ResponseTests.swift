import Bytes
import EventLoops
import HTTPServer
import JSON
import Testing

/// What a client gets for what an endpoint writes.
@Suite struct ResponseTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func answer(_ endpoint: @escaping Route.Endpoint) -> TestServer {
        let server = TestServer(routes: [Route(.get, "/", needs: nil, endpoint)])
        server.stream.send(get)
        server.simulated.settle()
        return server
    }

    @Test func aResponseIsWhatTheRFCAsksFor() {
        let server = Self.answer { _, writer in
            var writer = writer
            writer.addField("ETag", "\"1\"")
            writer.send(.ok, type: "text/plain", "ok\n")
        }
        let id = "\(server.exchanges[0].requestID)"
        #expect(
            server.stream.take()
                == "HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nX-Request-Id: \(id)\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 3\r\nETag: \"1\"\r\n\r\nok\n"
        )
        #expect(server.stream.writes.count == 1)
        #expect(server.exchanges.map(\.bytesSent) == [3])
    }

    @Test func theDateFollowsTheClock() {
        let server = TestServer()
        let dates = (0..<3).map { _ in
            server.advance(.milliseconds(600))
            return server.ask(Self.get).first?.fields["date"] ?? ""
        }
        #expect(
            dates == [
                "Fri, 02 Jan 2026 03:04:05 GMT", "Fri, 02 Jan 2026 03:04:05 GMT",
                "Fri, 02 Jan 2026 03:04:06 GMT",
            ]
        )
    }

    @Test(arguments: [Status.noContent, .notModified])
    func whatHasNoBodyHasNoLength(status: Status) {
        let server = Self.answer { _, writer in writer.send(status) }
        let answers = server.answers()
        #expect(answers.map(\.status) == [status.rawValue])
        #expect(answers.first?.fields["content-length"] == nil)
    }

    @Test func anEmptyBodyHasALength() {
        let answers = Self.answer { _, writer in writer.send(.accepted) }.answers()
        #expect(answers.first?.fields["content-length"] == "0")
    }

    @Test(arguments: Status.allCases)
    func everyStatusCanBeAnswered(status: Status) {
        let server = Self.answer { _, writer in writer.send(status, type: "text/plain", "") }
        let line = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
        #expect(server.stream.take().hasPrefix(line))
        let labels = "route=\"/\",method=\"GET\",status=\"\(status.rawValue)\""
        #expect(server.metric("penstock_http_requests_total{\(labels)}") == 1)
        #expect(server.metric("penstock_http_request_duration_seconds_count{\(labels)}") == 1)
    }

    @Test func pipelinedResponsesLeaveInOneWrite() {
        let server = TestServer()
        #expect(server.ask(Self.get + Self.get + Self.get).count == 3)
        #expect(server.stream.writes.count == 1)
    }

    @Test func aProblemMayCloseTheConnection() {
        let server = Self.answer { _, writer in
            var problem = Problem(.serviceUnavailable, "later")
            problem.fields = [("Retry-After", "5")]
            problem.closesConnection = true
            writer.send(problem)
        }
        let answer = server.answers().first
        #expect(answer?.fields["connection"] == "close")
        #expect(answer?.fields["retry-after"] == "5")
        #expect(server.stream.isClosed)
    }

    @Test(arguments: [(1_023, true), (1_024, false), (1_000_000, false)])
    func aPathIsRepeatedUnlessItIsLongerThanAnyThatIsMeant(length: Int, isRepeated: Bool) throws {
        let name = String(repeating: "x", count: length)
        let server = Self.answer { _, writer in
            var problem = Problem(.unprocessableContent, "no")
            problem.faults = [Problem.Fault(at: JSONPointer(tokens: [name]), "is too much")]
            writer.send(problem)
        }
        let body = Array(try #require(server.answers().first).body.utf8)
        let fault = try JSONValue(reading: body.span)["errors"]?[0]
        #expect(fault?["pointer"]?.string == (isRepeated ? "/\(name)" : nil))
        let abridged = "/\(name.prefix(60))… is too much"
        #expect(fault?["detail"]?.string == (isRepeated ? "is too much" : abridged))
    }

    @Test func aWriterThatIsForgottenAnswersThatItIsADefect() {
        let server = Self.answer { _, _ in }
        #expect(server.answers().map(\.status) == [500])
        #expect(server.exchanges.map(\.status) == [.internalServerError])
        #expect(!server.isOver)
        #expect(server.ask(Self.get).map(\.status) == [500])
    }

    @Test func aWriterThatIsKeptMayAnswerLater() {
        let open = OpenResponse()
        let server = TestServer(routes: [open.route(opens: false)])
        #expect(server.ask(OpenResponse.request) == [])
        server.advance(.seconds(60))
        open.drop()
        #expect(server.answers().map(\.status) == [500])
    }

    @Test func aHeaderFieldCannotBreakTheLine() async {
        await #expect(processExitsWith: .failure) {
            let route = Route(.get, "/", needs: nil) { _, writer in
                var writer = writer
                writer.addField("Location", "/\r\nSet-Cookie: a")
                writer.send(.ok)
            }
            _ = TestServer(routes: [route]).ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
    }

    // MARK: The client leaves before the answer

    @Test(arguments: [false, true])
    func whoWaitsIsToldThatTheClientLeft(resets: Bool) {
        let open = OpenResponse()
        let server = TestServer(routes: [open.route(opens: false)])
        #expect(server.ask(OpenResponse.request) == [])
        open.wait()
        if resets { server.stream.reset() } else { server.stream.end() }
        #expect(open.endings == [.clientLeft])
        open.drop()
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(open.endings == [.clientLeft])
        #expect(server.exchanges.map(\.ending) == ["client_disconnect"])
        #expect(server.exchanges.map(\.status) == [.clientClosedRequest])
        #expect(server.service.connectionCount == 0)
    }

    @Test func whoAnswersTooLateIsToldOnce() {
        let open = OpenResponse()
        let server = TestServer(routes: [open.route(opens: false)])
        #expect(server.ask(OpenResponse.request) == [])
        server.stream.reset()
        server.simulated.settle()
        open.open()
        open.append("late")
        #expect(open.endings == [], "never from inside a call")
        open.finish()
        server.simulated.settle()
        #expect(open.endings == [.clientLeft])
        #expect(server.exchanges.count == 1)
        #expect(server.stream.take() == "")
    }
}
