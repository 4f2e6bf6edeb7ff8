import JSON
import Simulation
import Testing

@testable import EventLog
@testable import GenerationAPI

/// What is said of generations, and done with them, by their id: the same on the loop where they live and on another.
@Suite struct GenerationRouteTests {
    private static let content = "/v1/pipelines/content/generations"

    @Test(arguments: [0, 1])
    func whoWouldRatherNotWaitIsToldWhereToLook(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let started = server.ask(
            "POST",
            Self.content,
            fields: "Prefer: handling=strict, Respond-Async;foo\r\n",
            body: #"{"topic": "rivers"}"#
        )
        #expect(started.status == 202)
        #expect(started.field("Preference-Applied") == "respond-async")
        let path = try #require(started.field("Location"))
        #expect(started.json["status"]?.string == "running")
        #expect(started.json["links"]?["self"]?.string == path)
        #expect(path == "/v1/generations/\(started.field("Generation-ID") ?? "")")
        // Nobody reads, and the pipeline would be cancelled if somebody had left.
        server.loops.advance(by: .seconds(20))
        let state = server.ask("GET", path, on: loop)
        #expect(state.status == 200)
        #expect(state.json["status"]?.string == "complete")
        #expect(state.json["progress"]?.integer == 100)
        #expect(state.json["result"]?.string?.hasPrefix("[Simulated output]") == true)
        #expect(state.json["missing"]?.array?.isEmpty == true)
        #expect(state.json["steps"]?.array?.count == 4)
        #expect(state.json["last_event_id"]?.string == "1.\(server.log(of: path)?.lastSequence ?? 0)")
        #expect(server.stop().contains { $0.contains(" generation ") })
    }

    @Test(arguments: ["/run/stream", "/run"])
    func aPipelinesOwnRoutesMayBeAskedNotToWaitToo(path: String) throws {
        let server = try SimulatedServer.unhurried()
        let body = #"{"topic": "rivers"}"#
        let started = server.ask("POST", path, fields: "Prefer: respond-async\r\n", body: body)
        #expect(started.status == 202)
        let refused = server.ask("POST", path, fields: "Prefer: respond-async\r\n", body: "{}")
        #expect(refused.status == 422)
        let waiting = server.open("POST", path, fields: "Prefer: wait=10\r\n", body: body)
        server.loops.advance(by: .seconds(20))
        let answer = SimulatedServer.Answer(text: waiting.take())
        #expect(answer.status == 200)
        // The first was made before it.
        let newest = server.ask("GET", "/v1/generations?limit=1").body
        #expect(newest.contains(answer.field("Generation-ID") ?? "none"))
        #expect(server.metrics.sum("penstock_generations_total", #"outcome="complete""#) == 2)
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func theStateOfOneThatRunsHoldsTheTextSoFar(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        server.loops.advance(by: .seconds(3))
        let state = server.ask("GET", path, on: loop).json
        #expect(state["status"]?.string == "running")
        let step = state["steps"]?[0]
        #expect(step?["step"]?.string == "words" && step?["status"]?.string == "running")
        #expect(step?["text"]?.string?.isEmpty == false)
        #expect(state["result"] == nil && state["ended"] == nil)
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func anIDWithAPrefixNamesTheSame(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let prefixed = path.replacing("generations/", with: "generations/plan-")
        #expect(server.ask("GET", prefixed, on: loop).body == server.ask("GET", path, on: loop).body)
        #expect(server.ask("POST", prefixed + "/cancel", on: loop).status == 200)
        let events = server.ask("GET", prefixed + "/events", on: loop)
        #expect(events.body.contains("event: generation_cancelled"))
        #expect(server.ask("DELETE", prefixed, on: loop).status == 204)
        #expect(server.ask("GET", path, on: loop).status == 404)
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func whatRunsIsCancelledOnceForTheReasonGiven(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let reader = server.open("GET", path + "/events", on: 1 - loop)
        server.loops.advance(by: .seconds(2))
        let first = server.ask("POST", path + "/cancel", body: #"{"reason": "dismissed"}"#, on: loop)
        let second = server.ask("POST", path + "/cancel", body: #"{"reason": "other"}"#, on: loop)
        #expect(first.status == 200 && second.status == 200)
        #expect(first.json["status"]?.string == "cancelled")
        #expect(first.json["reason"]?.string == "dismissed")
        #expect(first.json["steps"]?[0]?["status"]?.string == "cancelled")
        #expect(second.body == first.body)
        #expect(reader.take().contains(#""reason":"dismissed""#))
        #expect(reader.isClosed)
        #expect(server.metrics.sum("penstock_generations_total", "outcome=\"cancelled\"") == 1)
        #expect(server.workers.allSatisfy { $0.generationCount == 0 })
        _ = server.stop()
    }

    @Test(arguments: [
        ("{", 400), ("[]", 422), (#"{"reason": 7}"#, 422), (#"{"why": "x"}"#, 422),
        ("{\"reason\": \"\(String(repeating: "x", count: 501))\"}", 422),
        ("{\"reason\": \"\(String(repeating: "é", count: 500))\"}", 200),
        (#"{"reason": ""}"#, 200), ("{}", 200), ("", 200),
    ])
    func aReasonIsAShortText(body: String, status: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        #expect(server.ask("POST", path + "/cancel", body: body).status == status)
        #expect(server.ask("GET", path).json["status"]?.string == (status == 200 ? "cancelled" : "running"))
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func whatIsDeletedIsCalledOffAndGone(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let reader = server.open("GET", path + "/events", on: loop)
        #expect(server.ask("DELETE", path, on: loop).status == 204)
        server.loops.settle()
        #expect(reader.take().contains("event: generation_cancelled"))
        #expect(server.ask("DELETE", path, on: loop).status == 404)
        #expect(server.ask("GET", path, on: loop).status == 404)
        #expect(server.metrics.sum("penstock_generations_evicted_total", "reason=\"deleted\"") == 1)
        #expect(server.metrics.sum("penstock_generations_kept") == 0)
        #expect(server.workers.allSatisfy { $0.generationCount == 0 })
        _ = server.stop()
    }

    @Test(arguments: ["", "/events", "/cancel"])
    func whatThereIsNotIsNotFound(rest: String) throws {
        let server = try SimulatedServer.unhurried()
        let method = rest == "/cancel" ? "POST" : "GET"
        for id in ["01a1f9cd-272c-7aa5-804f-905f47212066", "nonsense"] {
            let answer = server.ask(method, "/v1/generations/\(id)\(rest)")
            #expect(answer.status == 404)
            #expect(answer.field("Content-Type") == "application/problem+json")
        }
        let refused = server.metrics.sum("penstock_stream_resumes_total", #"pipeline="",outcome="refused""#)
        #expect(refused == (rest == "/events" ? 2 : 0))
        _ = server.stop()
    }

    @Test func theNewestAreListedFirst() throws {
        let server = try SimulatedServer.unhurried()
        var paths: [String] = []
        for index in 0..<6 {
            paths.append(server.startUnread(index % 3 == 0 ? "content" : "talk", on: index % 2))
            server.loops.advance(by: .milliseconds(10))
        }
        _ = server.ask("POST", paths[4] + "/cancel")
        func listed(_ query: String) -> [Int?] {
            let list = server.ask("GET", "/v1/generations\(query)", on: 1).json["generations"]?.array ?? []
            return list.map { entry in
                paths.firstIndex { $0 == entry["links"]?["self"]?.string }
            }
        }
        #expect(listed("") == [5, 4, 3, 2, 1, 0])
        #expect(listed("?limit=2") == [5, 4])
        #expect(listed("?pipeline=content") == [3, 0])
        #expect(listed("?status=cancelled") == [4])
        #expect(listed("?status=running&pipeline=talk&limit=2") == [5, 2])
        for query in ["limit=0", "limit=501", "limit=x", "status=odd"] {
            #expect(server.ask("GET", "/v1/generations?\(query)").status == 400)
        }
        let unknown = server.ask("GET", "/v1/generations?pipeline=nope")
        #expect(unknown.status == 404)
        #expect(
            unknown.json["detail"]?.string
                == "there is no pipeline \"nope\"; there are: content, life-plan, talk, "
                + "vision-framework"
        )
        #expect(listed("?pipeline=life-plan") == [])
        _ = server.stop()
    }

    /// RFC 7240 section 3: who states a preference is told whether it is honoured.
    @Test(arguments: [
        ("wait=10", "wait=10"), ("wait=10, respond-async", "respond-async"), ("handling=strict", nil),
        ("wait=soon", nil), ("wait=0", nil), ("WAIT=\"7\"", "wait=7"), ("wait=1000000", "wait=86400"),
    ])
    func aPreferenceThatIsHonouredIsNamed(given: String, applied: String?) throws {
        let server = try SimulatedServer.unhurried()
        for path in [Self.content, "/run"] {
            let body = #"{"topic": "rivers"}"#
            let client = server.open("POST", path, fields: "Prefer: \(given)\r\n", body: body)
            server.loops.advance(by: .seconds(20))
            let answer = SimulatedServer.Answer(text: client.take())
            #expect(answer.field("Preference-Applied") == applied, "\(path)")
        }
        _ = server.stop()
    }
}
