import HTTPServer
import Testing

@testable import GenerationAPI

/// What browsers are told about web pages of other origins (Fetch Standard, "CORS protocol").
@Suite struct CrossOriginTests {
    private static let page = "https://app.example"

    private func fields(_ answer: SimulatedServer.Answer) -> [Substring] {
        answer.text.split(separator: "\r\n").filter {
            $0.hasPrefix("Access-Control") || $0.hasPrefix("Vary: O")
        }
    }

    private func allowed(_ origin: String) -> [Substring] {
        [
            "Vary: Origin", "Access-Control-Allow-Origin: \(origin)",
            "Access-Control-Expose-Headers: Generation-ID, Location, Preference-Applied, RateLimit, RateLimit-Policy, "
                + "Retry-After, WWW-Authenticate, X-Request-Id",
        ]
    }

    @Test func withoutConfigurationNothingIsSaid() throws {
        let guarded = try GuardedServer()
        let origin = "Origin: \(Self.page)\r\n"
        let fields = GuardedServer.field(of: .anna) + origin
        #expect(self.fields(guarded.server.ask("GET", "/v1/generations", fields: fields)).isEmpty)
        let preflight = guarded.server.ask("OPTIONS", "/v1/generations", fields: origin)
        #expect(preflight.status == 405 && self.fields(preflight).isEmpty)
        _ = guarded.server.stop()
    }

    @Test func everyAnswerNamesThePageThatMayReadIt() throws {
        let guarded = try GuardedServer(origins: .only([Self.page, "http://localhost:3000"]))
        let server = guarded.server
        let key = GuardedServer.field(of: .anna)
        for origin in [Self.page, "http://localhost:3000"] {
            let field = "Origin: \(origin)\r\n"
            for (target, status) in [("/v1/generations", 200), ("/v1/generations/x", 404), ("/nothing", 404)]
            {
                let answer = server.ask("GET", target, fields: key + field)
                #expect(answer.status == status && fields(answer) == allowed(origin))
            }
            let refused = server.ask("GET", "/v1/generations", fields: field)
            #expect(refused.status == 401 && fields(refused) == allowed(origin))
            let stream = server.open("GET", guarded.start(as: .anna) + "/events", fields: key + field)
            #expect(fields(SimulatedServer.Answer(text: stream.take())) == allowed(origin))
        }
        for origin in [
            "", "Origin: https://app.example.evil\r\n", "Origin: null\r\n", "Origin: HTTPS://APP.EXAMPLE\r\n",
        ] {
            #expect(fields(server.ask("GET", "/v1/generations", fields: key + origin)) == ["Vary: Origin"])
        }
        _ = server.stop()
    }

    @Test func anyPageMayReadWhereTheOperatorSaysSo() throws {
        let guarded = try GuardedServer(origins: .any)
        let answer = guarded.ask("GET", "/v1/generations", as: .anna)
        #expect(fields(answer) == Array(allowed("*").dropFirst()))
        _ = guarded.server.stop()
    }

    @Test func aPageLearnsWhatItMayAskBeforeItAsks() throws {
        let guarded = try GuardedServer(origins: .only([Self.page]))
        let questions = guarded.questions
        for question in questions where question.scope != nil && question.template != "/metrics" {
            let target = question.target("/v1/generations/x")
            let fields = "Origin: \(Self.page)\r\nAccess-Control-Request-Method: \(question.method)\r\n"
            let answer = guarded.server.ask("OPTIONS", target, fields: fields)
            #expect(answer.status == 204, "\(question.testDescription)")
            #expect(answer.field("Access-Control-Allow-Origin") == Self.page)
            let methods = answer.field("Access-Control-Allow-Methods")?.split(separator: ", ").map(
                String.init
            )
            let expected = questions.filter { $0.template == question.template }.map(\.method)
            #expect(Set(methods ?? []).subtracting(["HEAD"]) == Set(expected))
            let names = answer.field("Access-Control-Allow-Headers")?.split(separator: ", ") ?? []
            let needed: Set<Substring> = [
                "Authorization", "Content-Type", "Last-Event-ID", "Prefer", "Idempotency-Key", "traceparent",
            ]
            #expect(needed.isSubset(of: names))
        }
        let other = guarded.server.ask(
            "OPTIONS",
            "/v1/generations",
            fields: "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n"
        )
        #expect(other.field("Access-Control-Allow-Origin") == nil)
        #expect(guarded.server.ask("OPTIONS", "/nothing").status == 404)
        _ = guarded.server.stop()
    }

    @Test(arguments: [
        "https://app.example", "http://localhost:3000", "https://[::1]:8443", "app+x://a.b",
        "http://10.0.0.1",
    ])
    func thisIsAnOrigin(text: String) {
        #expect(AllowedOrigins.isOrigin(text))
    }

    @Test(arguments: [
        "", "null", "*", "app.example", "https://", "https://app.example/", "https://app.example/x",
        "https://App.example", "https://a b", "https://app.example:", "https://u@app.example",
        "https://*.example",
    ])
    func thisIsNone(text: String) {
        #expect(!AllowedOrigins.isOrigin(text))
    }
}
