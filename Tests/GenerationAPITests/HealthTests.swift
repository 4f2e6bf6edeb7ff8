import EventLoops
import HTTPServer
import Providers
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct HealthTests {
    /// A request, and what is answered.
    struct Case: Sendable, CustomTestStringConvertible {
        let request: String
        var accept: String?
        var situation = Situation.serving
        let status: Int
        var type = "text/plain; charset=utf-8"
        let body: String

        var testDescription: String { "\(request) \(accept ?? "") while \(situation)" }
    }

    enum Situation: String, Sendable {
        case starting, serving, draining, refusing, stuck, late, full, troubled, helpless, unwritable
    }

    private static func server(
        _ situation: Situation,
        _ configuration: ServerConfiguration = ServerConfiguration()
    ) throws -> SimulatedServer {
        var configuration = configuration
        if situation == .full { configuration.generationsMax = 1 }
        if situation == .unwritable { configuration.data = "/dev/null/none" }
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings(), configuration: configuration)
        let loop = server.simulated.loop
        loop.beat()
        let readiness = server.context.readiness
        switch situation {
        case .starting: readiness.enter(.starting)
        case .serving: break
        case .draining: readiness.enter(.draining)
        case .refusing: readiness.enter(.refusing)
        case .stuck: server.simulated.advance(by: .seconds(5))
        case .late:
            for _ in 0...10 {
                loop.beat(lag: .milliseconds(250))
                server.simulated.advance(by: .milliseconds(500))
            }
        case .full: try server.context.admission.admit(on: loop.shard)
        case .troubled: try server.replace(["simulator": SimulatorSettings(), "spare": useless])
        case .helpless: try server.replace(["simulator": useless, "spare": useless])
        case .unwritable: server.context.storage?.ask()
        }
        return server
    }

    /// No call to such a provider can succeed.
    private static var useless: SimulatorSettings {
        var settings = SimulatorSettings()
        settings.failures.error = 0.75
        settings.failures.rateLimit = 0.25
        return settings
    }

    private static func ask(_ server: SimulatedServer, _ request: String, accept: String? = nil) -> String {
        let stream = server.connect()
        let field = accept.map { "Accept: \($0)\r\n" } ?? ""
        stream.send("\(request) HTTP/1.1\r\nHost: x\r\n\(field)\r\n")
        server.simulated.settle()
        return stream.take()
    }

    private static let json = "application/health+json"
    private static let own = ["configuration", "listeners", "shutdown", "loops", "lag", "generations"]
    private static let allPassing = passing(own + ["providers", "storage"])
    private static let everyCallFails = "every call fails, as it was told to"

    private static func passing(_ checks: [String]) -> String {
        checks.map { "[+]\($0) ok\n" }.joined()
    }

    private static func document(_ status: String, _ name: String, _ verdict: String = "") -> String {
        #"{"status":"\#(status)","version":"1","releaseId":"0.1.0","serviceId":"penstock","checks":{""#
            + #"\#(name)":[{"componentType":"component","status":"\#(status)"\#(verdict)}]}}"# + "\n"
    }

    @Test(arguments: [
        Case(request: "GET /livez", status: 200, body: "ok\n"),
        Case(request: "GET /livez", accept: "*/*", status: 200, body: "ok\n"),
        Case(request: "HEAD /livez", status: 200, body: ""),
        Case(request: "GET /livez?verbose", status: 200, body: "[+]loops ok\nlivez check passed\n"),
        Case(request: "GET /livez", situation: .starting, status: 200, body: "ok\n"),
        Case(request: "GET /livez", situation: .refusing, status: 200, body: "ok\n"),
        Case(request: "GET /livez", situation: .full, status: 200, body: "ok\n"),
        Case(request: "GET /livez", situation: .late, status: 200, body: "ok\n"),
        Case(request: "GET /livez", situation: .stuck, status: 503, body: "failed\n"),
        Case(
            request: "GET /livez",
            accept: json,
            status: 200,
            type: json,
            body: document("pass", "loops")
        ),
        Case(
            request: "GET /livez",
            accept: "text/html, application/json;q=0.9",
            situation: .stuck,
            status: 503,
            type: "application/json",
            body: document("fail", "loops", #","output":"an event loop does not turn""#)
        ),
    ])
    func livenessDependsOnLoopsOnly(expected: Case) throws {
        try Self.hold(expected)
    }

    @Test(arguments: [
        Case(request: "GET /readyz", status: 200, body: "ok\n"),
        Case(request: "HEAD /readyz", status: 200, body: ""),
        Case(request: "GET /readyz?verbose", status: 200, body: allPassing + "readyz check passed\n"),
        Case(request: "GET /healthz?verbose", status: 200, body: allPassing + "healthz check passed\n"),
        Case(request: "GET /readyz", situation: .starting, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .draining, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .refusing, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .stuck, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .late, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .full, status: 503, body: "failed\n"),
        Case(request: "GET /readyz", situation: .troubled, status: 200, body: "ok\n"),
        Case(request: "HEAD /readyz", situation: .draining, status: 503, body: ""),
        Case(
            request: "GET /readyz?verbose",
            situation: .troubled,
            status: 200,
            body: passing(own) + "[!]providers warning: spare: \(everyCallFails)\n[+]storage ok\n"
                + "readyz check passed\n"
        ),
        Case(request: "GET /readyz", situation: .helpless, status: 503, body: "failed\n"),
        Case(request: "GET /livez", situation: .helpless, status: 200, body: "ok\n"),
        Case(request: "GET /readyz", situation: .unwritable, status: 503, body: "failed\n"),
        Case(request: "GET /livez", situation: .unwritable, status: 200, body: "ok\n"),
    ])
    func readinessIsWillingnessAndAbility(expected: Case) throws {
        try Self.hold(expected)
    }

    @Test(arguments: [
        Case(request: "GET /readyz/loops", status: 200, body: "ok\n"),
        Case(request: "GET /readyz/loops", situation: .draining, status: 200, body: "ok\n"),
        Case(request: "GET /readyz/shutdown", situation: .draining, status: 503, body: "failed\n"),
        Case(
            request: "GET /readyz/generations?verbose",
            situation: .full,
            status: 503,
            body: "[-]generations failed: as many generations run as may\ngenerations check failed\n"
        ),
        Case(
            request: "GET /readyz/lag?verbose",
            situation: .late,
            status: 503,
            body: "[-]lag failed: an event loop has more to do than it can\nlag check failed\n"
        ),
        Case(
            request: "GET /readyz/providers",
            accept: json,
            situation: .troubled,
            status: 200,
            type: json,
            body: document("warn", "providers", #","output":"spare: \#(everyCallFails)""#)
        ),
        Case(
            request: "GET /readyz/providers?verbose",
            situation: .helpless,
            status: 503,
            body: "[-]providers failed: simulator: \(everyCallFails); spare: \(everyCallFails)\n"
                + "providers check failed\n"
        ),
        Case(
            request: "GET /readyz/storage?verbose",
            situation: .unwritable,
            status: 503,
            body: "[-]storage failed: the data directory cannot be written to: Not a directory\n"
                + "storage check failed\n"
        ),
    ])
    func eachCheckCanBeAskedAlone(expected: Case) throws {
        try Self.hold(expected)
    }

    private static func hold(_ expected: Case) throws {
        let server = try server(expected.situation)
        let answer = ask(server, expected.request, accept: expected.accept)
        #expect(answer.hasPrefix("HTTP/1.1 \(expected.status) "))
        #expect(answer.contains("\r\nContent-Type: \(expected.type)\r\n"))
        #expect(answer.split(separator: "\r\n\r\n").dropFirst().joined() == expected.body)
        #expect(server.metrics.sum("penstock_http_requests_total") == 0)
        #expect(server.stop() == [])
    }

    @Test func anUnknownCheckNamesThoseThereAre() throws {
        let server = try Self.server(.troubled)
        let answer = Self.ask(server, "GET /readyz/storrage")
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        let names = "configuration, listeners, shutdown, loops, lag, generations, providers, storage"
        #expect(answer.contains(#"there is no check \"storrage\"; there are: \#(names)"#))
        _ = server.stop()
    }

    @Test func aReloadThatMendsAProviderMakesTheServerReady() throws {
        let server = try Self.server(.helpless)
        try server.replace(["simulator": SimulatorSettings()])
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 200 "))
        _ = server.stop()
    }

    @Test func aLoopIsLateOnlyWithoutAPause() throws {
        let server = try Self.server(.late)
        let loop = server.simulated.loop
        loop.beat(lag: .milliseconds(249))
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 200 "))
        loop.beat(lag: .seconds(2))
        server.simulated.advance(by: .milliseconds(4_999))
        loop.beat(lag: .seconds(2))
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 200 "))
        server.simulated.advance(by: .milliseconds(1))
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 503 "))
        _ = server.stop()
    }

    @Test(arguments: [
        Situation.starting, .serving, .draining, .late, .full, .troubled, .helpless, .unwritable,
    ])
    func theGaugeSaysWhatTheProbeSays(situation: Situation) throws {
        let server = try Self.server(situation)
        let isReady = Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 200 ")
        #expect(server.metrics.sum("penstock_ready") == (isReady ? 1 : 0))
        _ = server.stop()
    }

    @Test func theDrainStatusIsTheOperatorsUnlessSomethingElseIsWrong() throws {
        var configuration = ServerConfiguration()
        configuration.drainStatus = .notFound
        let server = try Self.server(.draining, configuration)
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 404 "))
        #expect(Self.ask(server, "GET /readyz/shutdown").hasPrefix("HTTP/1.1 404 "))
        #expect(Self.ask(server, "GET /livez").hasPrefix("HTTP/1.1 200 "))
        server.simulated.advance(by: .seconds(5))
        #expect(Self.ask(server, "GET /readyz").hasPrefix("HTTP/1.1 503 "))
        _ = server.stop()
    }

    @Test(arguments: [false, true])
    func envoyIsToldByEveryAnswerIfTheOperatorWantsIt(wanted: Bool) throws {
        var configuration = ServerConfiguration()
        configuration.drainEnvoy = wanted
        let server = try Self.server(.serving, configuration)
        let field = "\r\nx-envoy-immediate-health-check-fail: true\r\n"
        let requests = ["GET /livez", "GET /v1/pipelines", "GET /nothing", "POST /livez", "GET /metrics"]
        for request in requests { #expect(!Self.ask(server, request).contains(field)) }
        let open = server.connect()
        server.worker.drainConnections()
        for request in requests {
            let answer = Self.ask(server, request)
            #expect(answer.hasPrefix("HTTP/1.1 "))
            #expect(answer.contains(field) == wanted, "\(request)")
        }
        #expect(open.hasEnded || open.isClosed)
        _ = server.stop()
    }

    @Test func theMainListenerNeedNotAnswerProbes() throws {
        var configuration = ServerConfiguration()
        configuration.adminOnly = true
        let server = try Self.server(.serving, configuration)
        for path in ["/livez", "/readyz", "/readyz/loops", "/healthz", "/metrics"] {
            #expect(Self.ask(server, "GET \(path)").hasPrefix("HTTP/1.1 404 "))
            let admin = server.connect(to: .admin)
            admin.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            server.simulated.settle()
            #expect(admin.take().hasPrefix("HTTP/1.1 200 "))
        }
        #expect(Self.ask(server, "GET /v1/pipelines").hasPrefix("HTTP/1.1 200 "))
        _ = server.stop()
    }
}
