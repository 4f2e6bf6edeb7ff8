import Authentication
import HTTPServer
import Testing

/// Who asks is found out before a route that wants to know, and goes with the request.
@Suite struct ScopeTests {
    private final class Record {
        var asked: [Scope] = []
        var callers: [Caller] = []
        var refused: [Status] = []
    }

    private static let anna = Caller(owner: "anna", tenant: nil, scopes: [.read], key: "a")

    /// Answers at `/open` anybody, and at `/guarded` who says `X-Key: a`.
    private func server(_ record: Record) -> TestServer {
        func route(_ path: String, needs scope: Scope?) -> Route {
            var route = Route(.post, path, needs: scope) { request, writer in
                record.callers.append(request.caller)
                writer.send(.noContent)
            }
            route.consumes = [MediaType(type: "text", subtype: "plain")]
            route.refused = { _, status, _ in record.refused.append(status) }
            return route
        }
        return TestServer(routes: [route("/open", needs: nil), route("/guarded", needs: .read)]) {
            request,
            scope throws(Problem) in
            record.asked.append(scope)
            if request.field("x-key") == "a" { return Self.anna }
            var problem = Problem(.unauthorized, "who are you?")
            problem.notes = [("reason", "stranger")]
            throw problem
        }
    }

    private func request(_ path: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\(fields)\r\nhi"
    }

    @Test func aRouteForEverybodyAsksNobody() {
        let record = Record()
        let server = server(record)
        #expect(server.ask(request("/open", "X-Key: a\r\n")).map(\.status) == [204])
        #expect(record.asked.isEmpty && record.callers == [.nobody])
        #expect(server.exchanges.map(\.caller) == [.nobody])
    }

    @Test func theCallerGoesWithTheRequestAndNoFurther() {
        let record = Record()
        let server = server(record)
        #expect(server.ask(request("/guarded", "X-Key: a\r\n")).map(\.status) == [204])
        #expect(server.ask(request("/open")).map(\.status) == [204])
        #expect(server.ask(request("/guarded")).map(\.status) == [401])
        #expect(record.asked == [.read, .read] && record.callers == [Self.anna, .nobody])
        #expect(server.exchanges.map(\.caller) == [Self.anna, .nobody, .nobody])
        #expect(server.exchanges.last?.notes.map(\.value) == ["stranger"])
    }

    @Test func whoIsRefusedIsToldNothingElse() {
        let record = Record()
        let server = server(record)
        // Neither that the body is too large, nor that it is of another type.
        let fields =
            "POST /guarded HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nExpect: 100-continue\r\n"
        let answers = server.ask("\(fields)Content-Length: 99999999\r\n\r\n")
        #expect(answers.map(\.status) == [401])
        #expect(record.refused == [.unauthorized] && record.callers.isEmpty)
    }

    @Test func whereNobodyAsksAnybodyMayEverything() {
        let record = Record()
        let route = Route(.get, "/", needs: .admin) { request, writer in
            record.callers.append(request.caller)
            writer.send(.noContent)
        }
        let server = TestServer(routes: [route])
        #expect(server.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").map(\.status) == [204])
        #expect(record.callers == [.anyone])
    }
}
