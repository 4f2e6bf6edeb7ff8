import Bytes
import HTTPServer
import JSON
import Testing

/// From a request to its route, or to the reason why there is none.
@Suite struct RoutingTests {
    private static func route(_ method: Method, _ template: String) -> Route {
        Route(method, template, needs: nil) { request, writer in
            let words = [template] + request.parameters.map { "<\($0)>" }
            writer.send(.ok, type: "text/plain", ByteBuffer(text: words.joined(separator: " ")))
        }
    }

    private static var routes: [Route] {
        [
            route(.get, "/"), route(.get, "/items"), route(.get, "/items/{item}"),
            route(.delete, "/items/{item}"),
            route(.post, "/items/{item}/parts/{part}"), route(.get, "/items/new"), route(.get, "/{other}/x"),
            route(.get, "/slash/"),
        ]
    }

    @Test(arguments: [
        ("GET /", "/"),
        ("GET /?q", "/"),
        ("GET /items", "/items"),
        ("GET /items/1", "/items/{item} <1>"),
        ("DELETE /items/1", "/items/{item} <1>"),
        ("GET /items/new", "/items/new"),
        ("GET /items/New", "/items/{item} <New>"),
        ("POST /items/1/parts/2", "/items/{item}/parts/{part} <1> <2>"),
        ("GET /any/x", "/{other}/x <any>"),
        ("GET /slash/", "/slash/"),
        ("GET /items/a%20b", "/items/{item} <a b>"),
        ("GET /items/a%2Fb", "/items/{item} <a/b>"),
        ("GET /items/a+b", "/items/{item} <a+b>"),
        ("GET /items/%E2%82%AC", "/items/{item} <€>"),
        ("GET /items/%", "/items/{item} <%>"),
        ("GET /items/%4", "/items/{item} <%4>"),
        ("GET /items/%zz", "/items/{item} <%zz>"),
        ("GET /items/%ff", "/items/{item} <\u{FFFD}>"),
        ("GET /items/..", "/items/{item} <..>"),
        ("GET http://a/items/1", "/items/{item} <1>"),
    ])
    func aPathFindsItsRoute(request: String, answer: String) {
        let server = TestServer(routes: Self.routes)
        #expect(server.ask("\(request) HTTP/1.1\r\nHost: a\r\n\r\n").map(\.body) == [answer])
        let template = answer.split(separator: " ")[0]
        #expect(server.exchanges.map(\.route) == [String(template)])
    }

    @Test(arguments: [
        "/nothing", "/items/", "/items/1/", "/items/1/parts", "/items/1/parts/2/3", "//", "//items", "/Items",
        "/slash",
        "/items//parts/2", "/items/new/parts/1", "/%69tems",
    ])
    func whatNoTemplateMatchesIsNotFound(path: String) {
        let server = TestServer(routes: Self.routes)
        let answers = server.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answers.map(\.status) == [404])
        #expect(server.exchanges.map(\.route) == [nil])
        #expect(!server.isOver)
        let series = "penstock_http_requests_total{route=\"unmatched\",method=\"_OTHER\",status=\"404\"}"
        #expect(server.metric(series) == 1)
    }

    @Test(arguments: [
        ("POST /items/1", "GET, DELETE, HEAD"),
        ("GET /items/1/parts/2", "POST"),
        ("PUT /", "GET, HEAD"),
        ("OPTIONS /", "GET, HEAD"),
        ("TRACE /", "GET, HEAD"),
        ("HEAD /items/1/parts/2", "POST"),
    ])
    func aPathThatAnswersOtherMethodsNamesThem(request: String, allow: String) {
        let server = TestServer(routes: Self.routes)
        server.stream.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
        server.simulated.settle()
        let isHead = request.hasPrefix("HEAD")
        let answers = ParsedResponse.parse(server.stream.take(), bodiless: isHead)
        #expect(answers.map(\.status) == [405])
        #expect(answers.first?.fields["allow"] == allow)
        #expect(answers.first?.body.isEmpty == isHead)
        #expect(!server.isOver)
    }

    @Test func aHEADRequestIsAnsweredByWhatAnswersGET() {
        let server = TestServer(routes: Self.routes)
        server.stream.send("HEAD /items/1 HTTP/1.1\r\nHost: a\r\n\r\n")
        server.simulated.settle()
        let text = server.stream.take()
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(text.contains("\r\nContent-Length: 17\r\n"))
        #expect(server.exchanges.map(\.bytesSent) == [0])
    }

    @Test(arguments: [
        ("Content-Type: application/json\r\n", 200),
        ("Content-Type: Application/JSON; charset=utf-8\r\n", 200),
        ("Content-Type: text/plain\r\n", 415),
        ("Content-Type: json\r\n", 415),
        ("Content-Type: application/json-seq\r\n", 415),
        ("", 415),
    ])
    func aBodyMustBeOfATypeThatTheRouteReads(field: String, status: Int) {
        var route = Self.route(.post, "/")
        route.consumes = [MediaType(type: "application", subtype: "json")]
        let server = TestServer(routes: [route])
        let answers = server.ask("POST / HTTP/1.1\r\nHost: a\r\n\(field)Content-Length: 2\r\n\r\n{}")
        #expect(answers.map(\.status) == [status])
    }

    @Test(arguments: [
        ("", 200), ("Accept: */*\r\n", 200), ("Accept: text/*;q=0.1\r\n", 200),
        ("Accept: text/plain\r\n", 200),
        ("Accept: text/html, text/plain\r\n", 200), ("Accept: text/html\r\nAccept: text/plain\r\n", 200),
        ("Accept: text/html\r\n", 406), ("Accept: text/plain;q=0\r\n", 406),
        ("Accept: */*, text/plain;q=0\r\n", 406), ("Accept: nonsense\r\n", 200),
    ])
    func anAnswerMustBeOfATypeThatTheClientAccepts(field: String, status: Int) {
        var route = Self.route(.get, "/")
        route.produces = [MediaType(type: "text", subtype: "plain")]
        let server = TestServer(routes: [route])
        #expect(server.ask("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n").map(\.status) == [status])
        #expect(!server.isOver)
    }

    @Test func routesMayBeReplaced() {
        let server = TestServer(routes: [])
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(server.ask(request).map(\.status) == [404])
        server.service.setRoutes(Self.routes)
        #expect(server.ask(request).map(\.status) == [200])
    }

    /// A connection that asks for the same again takes a shorter way to its route.
    @Test func whatIsAskedAgainIsAnsweredByTheRoutesOfTheMoment() {
        func answering(_ word: String, _ method: Method = .get, _ path: String = "/") -> Route {
            Route(method, path, needs: nil) { $1.send(.ok, type: "text/plain", ByteBuffer(text: word)) }
        }
        func request(_ method: String, _ path: String = "/") -> String {
            "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
        }
        let server = TestServer(routes: [
            answering("old"), answering("post", .post), answering("x", .get, "/x"),
        ])
        let asked = [
            request("GET"), request("GET"), request("POST"), request("GET", "/x"), request("GET", "/x?y"),
            request("GET", "/xx"), request("GET"),
        ]
        #expect(
            asked.map { server.ask($0).map(\.status) } == [200, 200, 200, 200, 200, 404, 200].map { [$0] }
        )
        #expect(server.exchanges.map(\.route) == ["/", "/", "/", "/x", "/x", nil, "/"])
        #expect(server.ask(request("GET")).map(\.body) == ["old"])
        server.service.setRoutes([answering("new")])
        #expect(server.ask(request("GET")).map(\.body) == ["new"])
        server.service.setRoutes([])
        #expect(server.ask(request("GET")).map(\.status) == [404])
    }

    @Test func probesAreNeitherCountedNorLogged() {
        var probe = Self.route(.get, "/livez")
        probe.isProbe = true
        let server = TestServer(routes: [probe])
        #expect(server.ask("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").map(\.status) == [200])
        #expect(server.exchanges.isEmpty)
        let series = "penstock_http_requests_total{route=\"/livez\",method=\"GET\",status=\"200\"}"
        #expect(server.metric(series) == 0)
    }

    @Test func twoRoutesForTheSameRequestAreADefect() async {
        await #expect(processExitsWith: .failure) {
            let twice = Route(.get, "/{a}", needs: nil) { _, writer in writer.send(.ok) }
            _ = TestServer(routes: [twice, Route(.get, "/{b}", needs: nil) { _, writer in writer.send(.ok) }])
        }
    }
}
