import Authentication
import HTTPClient
import Metrics
import Platform
import Providers
import Simulation
import Testing
import Tracing

@testable import GenerationAPI

/// Who is believed, what is counted and logged of it, and how keys change while the server runs.
@Suite struct AuthenticationTests {
    private static let list = "/v1/generations"

    @Test func eachOutcomeIsCountedAndLogged() throws {
        let guarded = try GuardedServer()
        let server = guarded.server
        for outcome in ["ok", "missing", "malformed", "unknown", "expired", "revoked", "scope"] {
            #expect(server.metrics.text.contains(#"penstock_authentications_total{outcome="\#(outcome)"} 0"#))
        }
        _ = guarded.ask("GET", Self.list, as: .anna)
        _ = server.ask("GET", Self.list)
        _ = server.ask("GET", Self.list, fields: "Authorization: Basic YTpi\r\n")
        let wrong = String(repeating: "secret", count: 8)
        _ = server.ask("GET", Self.list, fields: "Authorization: Bearer pk_lost_\(wrong)\r\n")
        for holder in [GuardedServer.Holder.expired, .revoked, .scraper] {
            _ = guarded.ask("GET", Self.list, as: holder)
        }
        for outcome in ["ok", "missing", "malformed", "unknown", "expired", "revoked", "scope"] {
            #expect(server.metrics.sum("penstock_authentications_total", #"outcome="\#(outcome)""#) == 1)
        }
        let lines = server.stop().filter { $0.contains(" request ") }
        let expected = [
            "owner=anna tenant=acme key=anna ", "authentication=missing ", "authentication=malformed ",
            "authentication=unknown claimed_key=lost ", "authentication=expired owner=anna key=expired ",
            "authentication=revoked owner=anna key=revoked ",
            "authentication=scope owner=prometheus key=scraper ",
        ]
        for (line, part) in zip(lines, expected) { #expect(line.contains(part), "\(line)") }
        #expect(lines.count == expected.count)
        #expect(!lines.joined().contains(wrong) && !lines.joined().contains("annaanna"))
    }

    @Test func aGenerationsLineSaysWhoseItWas() throws {
        let guarded = try GuardedServer()
        let path = guarded.start(as: .anna)
        _ = guarded.ask("POST", path + "/cancel", as: .admin)
        let line = guarded.server.stop().first { $0.contains(" generation ") }
        #expect(line?.contains("owner=anna tenant=acme key=anna ") == true)
    }

    @Test func eachRequestOfAConnectionIsAskedAnew() throws {
        let guarded = try GuardedServer()
        let stream = guarded.server.connect()
        guarded.server.loops.settle()
        func ask(_ fields: String) -> String {
            stream.send("GET \(Self.list) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            guarded.server.loops.settle()
            return String(stream.take().prefix(12))
        }
        #expect(ask(GuardedServer.field(of: .anna)) == "HTTP/1.1 200")
        #expect(ask("") == "HTTP/1.1 401")
        #expect(ask(GuardedServer.field(of: .ben)) == "HTTP/1.1 200")
        #expect(ask("Authorization: Bearer\r\n") == "HTTP/1.1 401")
        let lines = guarded.server.stop().filter { $0.contains(" request ") }
        #expect(lines.map { $0.contains("owner=") } == [true, false, true, false])
    }

    @Test func withoutAKeyNoBodyIsWaitedFor() throws {
        let guarded = try GuardedServer()
        let stream = guarded.server.connect()
        guarded.server.loops.settle()
        stream.send("POST /run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
        stream.send("Expect: 100-continue\r\nContent-Length: 900000\r\n\r\n")
        guarded.server.loops.settle()
        let answer = stream.take()
        #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("Connection: close"))
        _ = guarded.server.stop()
    }

    @Test func aStreamThatNeedsAKeyCountsAsOneThatFailed() throws {
        let guarded = try GuardedServer()
        let server = guarded.server
        #expect(server.ask("POST", "/run/stream", body: #"{"topic": "x"}"#).status == 401)
        #expect(guarded.ask("POST", "/run/stream", as: .annasReader, body: #"{"topic": "x"}"#).status == 403)
        let labels = [#"pipeline="content""#, #"outcome="failed""#, #"reason="unauthorized""#]
        #expect(server.metrics.sum("penstock_stream_connects_total", labels: labels) == 2)
        for status in [401, 403] {
            let labels = [#"route="/run/stream""#, #"status="\#(status)""#]
            #expect(server.metrics.sum("penstock_http_requests_total", labels: labels) == 1)
        }
        _ = server.stop()
    }

    @Test func spansSayWhoAskedAndWhoseTheGenerationIs() throws {
        let guarded = try GuardedServer(exportsTo: try UpstreamURL("http://127.0.0.1:4318/v1/traces"))
        let path = guarded.start(as: .anna)
        _ = guarded.ask("POST", path + "/cancel", as: .admin)
        _ = guarded.server.ask("GET", Self.list)
        let spans = guarded.server.context.tracer.take(upTo: 100)
        let owners = Dictionary(grouping: spans) { span in
            span.attributes.first { $0.name.description == "enduser.id" }.map { "\($0.value)" } ?? ""
        }.mapValues { Set($0.map(\.name)) }
        let starting = "POST /v1/pipelines/{pipeline}/generations"
        #expect(owners[#"text("anna")"#] == [starting, "invoke_workflow talk"])
        #expect(owners[#"text("olga")"#] == ["POST /v1/generations/{id}/cancel"])
        #expect(owners[""]?.contains("GET /v1/generations") == true)
        let keys = spans.flatMap(\.attributes).filter { $0.name.description == "penstock.key" }
        #expect(keys.map(\.value).contains(.text("anna")) && keys.count == 2)
        _ = guarded.server.stop()
    }

    @Test func withoutKeysNobodyIsAskedAndNothingIsSaidOfIt() throws {
        let server = try SimulatedServer(
            seed: 1,
            settings: SimulatorSettings(),
            pipelines: PipelineFileSet.withTalk
        )
        let path = server.startUnread()
        #expect(server.ask("GET", path, fields: "Authorization: nonsense\r\n").status == 200)
        #expect(server.ask("GET", Self.list).json["generations"]?[0]?["owner"] == nil)
        #expect(server.ask("GET", "/metrics").status == 200)
        #expect(server.metrics.sum("penstock_authentications_total") == 0)
        #expect(!server.stop().contains { $0.contains("owner=") || $0.contains("key=") })
    }

    @Test func anotherKeyOfTheSameOwnerReadsTheSame() throws {
        let guarded = try GuardedServer()
        let path = guarded.start(as: .anna)
        #expect(guarded.ask("GET", path, as: .annasReader).status == 200)
        #expect(guarded.ask("POST", path + "/cancel", as: .annasReader).status == 403)
        _ = guarded.server.stop()
    }

    // MARK: Reloads

    private func reload(_ guarded: GuardedServer, _ keys: KeyRing?) {
        var access = guarded.server.context.configuration.access
        access.keys = keys
        for worker in guarded.server.workers { worker.replace(worker.catalog, access) }
    }

    @Test func keysComeAndGoAndWhatRunsGoesOn() throws {
        let guarded = try GuardedServer(without: [.ben])
        #expect(guarded.ask("GET", Self.list, as: .ben).status == 401)
        let path = guarded.start(as: .anna)
        let reader = guarded.server.open("GET", path + "/events", fields: GuardedServer.field(of: .anna))
        reload(guarded, GuardedServer.ring(without: [.anna]))
        #expect(guarded.ask("GET", Self.list, as: .ben).status == 200)
        #expect(guarded.ask("GET", Self.list, as: .anna).status == 401)
        guarded.server.loops.advance(by: .seconds(60))
        #expect(reader.take().contains("event: generation_complete"))
        // Another key of the same owner still finds it.
        #expect(guarded.ask("GET", path, as: .annasReader).json["status"]?.string == "complete")
        _ = guarded.server.stop()
    }

    @Test func aServerThatAsksForKeysNeverStopsTo() throws {
        let guarded = try GuardedServer()
        reload(guarded, nil)
        #expect(guarded.server.ask("GET", Self.list).status == 401)
        #expect(guarded.ask("GET", Self.list, as: .anna).status == 200)
        reload(guarded, KeyRing([]))
        #expect(guarded.ask("GET", Self.list, as: .anna).status == 401)
        _ = guarded.server.stop()
    }

    @Test func keysThatAreNewAreAskedForAtTheNextStart() throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        var access = AccessRules()
        access.keys = GuardedServer.ring()
        server.worker.replace(server.worker.catalog, access)
        #expect(server.ask("GET", Self.list).status == 200)
        _ = server.stop()
    }

    @Test func aKeyExpiresWhileTheServerRuns() throws {
        let guarded = try GuardedServer()
        let now = guarded.server.loops.clock.timestamp()
        let minute = Timestamp(unixNanoseconds: now.unixNanoseconds + 60_000_000_000)
        let digest = GuardedServer.key(of: .anna).digest
        let caller = GuardedServer.Holder.anna.caller
        reload(guarded, KeyRing([KeyEntry(digest, caller, expires: minute)]))
        guarded.server.loops.advance(by: .seconds(59))
        #expect(guarded.ask("GET", Self.list, as: .anna).status == 200)
        guarded.server.loops.advance(by: .seconds(1))
        #expect(guarded.ask("GET", Self.list, as: .anna).status == 401)
        _ = guarded.server.stop()
    }
}
