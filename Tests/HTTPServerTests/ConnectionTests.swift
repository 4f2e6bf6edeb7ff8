import Bytes
import EventLoops
import HTTPServer
import Testing

/// When a connection goes on, and when it ends.
@Suite struct ConnectionTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", nil),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close"),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, close\r\n\r\n", "close"),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", nil),
            ("GET / HTTP/1.0\r\n\r\n", "close"),
            ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive"),
            ("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", nil),
            ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", nil),
            ("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "close"),
        ] as [(String, String?)]
    )
    func aResponseSaysWhetherItIsTheLast(request: String, connection: String?) {
        let server = TestServer()
        #expect(server.ask(request).map { $0.fields["connection"] } == [connection])
        #expect(server.isOver == (connection == "close"))
    }

    @Test func aBodyIsInvitedByARouteThatWantsIt() {
        let server = TestServer()
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        #expect(server.ask(head).map(\.status) == [100])
        #expect(server.ask("hi").map(\.body) == ["hi"])
        #expect(!server.isOver)
    }

    @Test func anInvitedBodyIsAnsweredBehindTheInvitation() {
        let server = TestServer()
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        #expect(server.ask(head + "hi").map(\.status) == [100, 200])
        #expect(server.exchanges.count == 1)
    }

    @Test(arguments: [
        ("POST /nothing HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", 404),
        ("GET /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", 405),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n", 417),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, x\r\nContent-Length: 2\r\n\r\n", 417),
    ])
    func aBodyThatIsNotWantedGetsItsFinalAnswerAtOnce(head: String, status: Int) {
        let server = TestServer()
        let answers = server.ask(head)
        #expect(answers.map(\.status) == [status])
        #expect(answers.first?.fields["connection"] == "close")
        #expect(server.isOver)
        #expect(server.ask("hi" + Self.get) == [])
    }

    @Test(arguments: [
        "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n",
    ])
    func nobodyElseIsInvited(head: String) {
        let server = TestServer()
        #expect(server.ask(head) == [])
        #expect(server.ask("hi").map(\.body) == ["hi"])
    }

    @Test func anExpectationWithoutABodyIsIgnored() {
        let server = TestServer()
        #expect(
            server.ask("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").map(\.status) == [200]
        )
    }

    // MARK: The client leaves

    @Test func aClientThatEndsItsSideStillGetsItsAnswers() {
        let server = TestServer()
        // All in one turn, as a client does that sends everything at once.
        server.stream.send(Self.get + Self.get)
        server.stream.end()
        #expect(server.answers().map(\.status) == [200, 200])
        #expect(server.stream.isClosed)
        #expect(!server.stream.wasReset)
        #expect(server.exchanges.map(\.ending) == ["complete", "complete"])
    }

    @Test func aClientThatEndsItsSideBehindAnUnansweredRequestGetsTheAnswerBefore() {
        let open = OpenResponse()
        let server = TestServer(routes: TestServer.routes + [open.route(opens: false)])
        server.stream.send(Self.get + OpenResponse.request)
        server.stream.end()
        #expect(server.answers().map(\.body) == ["ok\n"])
        #expect(server.exchanges.map(\.ending) == ["complete", "client_disconnect"])
    }

    @Test func aClientThatEndsItsSideGetsWhatItsWindowHeldBack() {
        let server = TestServer()
        server.stream.window = 10
        server.stream.send(Self.get)
        server.simulated.settle()
        server.stream.end()
        server.simulated.settle()
        #expect(!server.stream.isClosed)
        server.stream.open(window: .max)
        #expect(server.answers().map(\.body) == ["ok\n"])
        #expect(server.stream.isClosed)
    }

    @Test(arguments: ["", "GET / HT", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"])
    func aClientThatEndsWithinAHeadIsClosed(sent: String) {
        let server = TestServer()
        server.stream.send(sent)
        server.simulated.settle()
        server.stream.end()
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(server.answers() == [])
        #expect(server.exchanges.isEmpty)
        #expect(server.service.connectionCount == 0)
    }

    /// Ways for the body of a request never to be complete.
    enum Break: CaseIterable {
        case clientEnds, clientResets, serverCloses
    }

    @Test(
        arguments: ["Content-Length: 2\r\n\r\nh", "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n"],
        Break.allCases
    )
    func aRequestWhoseBodyBreaksOffCountsOnceAndIsNotAnswered(rest: String, how: Break) {
        var refusals: [Status] = []
        var route = Route(.post, "/echo", needs: nil) { _, writer in writer.send(.ok) }
        route.refused = { _, status, writer in
            refusals.append(status)
            writer.note("a", "b")
        }
        let server = TestServer(routes: TestServer.routes.dropLast() + [route])
        server.stream.send(Self.get + "POST /echo HTTP/1.1\r\nHost: a\r\n" + rest)
        server.simulated.settle()
        switch how {
        case .clientEnds: server.stream.end()
        case .clientResets: server.stream.reset()
        case .serverCloses: server.service.close()
        }
        #expect(server.answers().map(\.body) == ["ok\n"])
        #expect(server.stream.isClosed)
        let isLeft = how != .serverCloses
        let status = isLeft ? Status.clientClosedRequest : .serviceUnavailable
        #expect(server.exchanges.map(\.path) == ["/", "/echo"])
        #expect(server.exchanges.map(\.status) == [.ok, status])
        #expect(server.exchanges.map(\.ending) == ["complete", isLeft ? "client_disconnect" : "aborted"])
        #expect(server.exchanges.last?.notes.map(\.value) == ["b"])
        #expect(refusals == [status])
        let labels = "{route=\"/echo\",method=\"POST\",status=\"\(status.rawValue)\"}"
        #expect(server.metric("penstock_http_requests_total" + labels) == 1)
        #expect(server.service.connectionCount == 0)
    }

    // MARK: The server leaves

    @Test func aDrainClosesWhatWaitsForARequest() {
        let server = TestServer()
        #expect(server.ask(Self.get).map(\.status) == [200])
        server.service.drain()
        #expect(server.service.isDraining)
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(!server.stream.wasReset)
        #expect(server.service.connectionCount == 0)
    }

    @Test func aDrainLosesNoAnswerThatIsOnItsWay() {
        let server = TestServer()
        server.stream.window = 10
        server.stream.send(Self.get)
        server.service.drain()
        server.simulated.settle()
        #expect(!server.stream.isClosed)
        server.stream.open(window: .max)
        #expect(server.answers().map(\.body) == ["ok\n"])
        #expect(server.stream.isClosed)
    }

    @Test func aDrainLetsARequestFinish() {
        let server = TestServer()
        server.stream.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh")
        server.simulated.settle()
        server.service.drain()
        server.simulated.settle()
        #expect(!server.stream.isClosed)
        let answers = server.ask("i" + Self.get)
        #expect(answers.map(\.body) == ["hi"])
        #expect(answers.first?.fields["connection"] == "close")
        #expect(server.isOver)
    }

    @Test func aDrainLetsAnEndpointFinish() {
        var kept: [() -> Void] = []
        let route = Route(.get, "/wait", needs: nil) { _, writer in
            var waiting = Optional(writer)
            kept.append { waiting.take()?.send(.noContent) }
        }
        let server = TestServer(routes: [route])
        #expect(server.ask("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") == [])
        server.service.drain()
        server.simulated.settle()
        #expect(!server.stream.isClosed)
        for answer in kept { answer() }
        #expect(server.answers().map { $0.fields["connection"] } == ["close"])
        #expect(server.stream.isClosed)
        #expect(server.metric("penstock_http_connections_active") == 0)
        #expect(server.metric("penstock_http_connections_total") == 1)
    }

    @Test func closingTheServiceClosesEverythingAtOnce() {
        let server = TestServer()
        server.stream.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh")
        server.simulated.settle()
        server.service.close()
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(server.service.connectionCount == 0)
        #expect(server.released == [TestServer.peer])
    }
}
