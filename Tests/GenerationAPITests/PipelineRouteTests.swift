import JSON
import Providers
import Simulation
import Testing

@testable import GenerationAPI

/// What is said of pipelines, and to those who send them something else than they read.
@Suite struct PipelineRouteTests {
    @Test func aPipelineShowsTheInputsOfRoutesThatHaveTheirOwn() throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        let shown = server.ask("GET", "/v1/pipelines/vision-framework").json
        let routes = try #require(shown["routes"]?.array)
        #expect(routes.map { $0["path"] } == ["/api/brief", "/api/vision-framework-v2/generate-stream"])
        #expect(routes[0]["input_schema"] == nil && routes[0]["example"] == nil)
        #expect(routes[1]["input_schema"]?["properties"]?["brief"]?["type"] == "string")
        #expect(routes[1]["example"]?["brief"]?.string?.isEmpty == false)
        #expect(shown["input_schema"]?["properties"]?["brief"] == nil)
        _ = server.stop()
    }

    @Test func moreFaultsThanAreShownAreCounted() throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        func faults(_ count: Int) -> [JSONValue] {
            let members = (0..<count).map { "\"m\($0)\":1" } + ["\"topic\":\"t\""]
            let answer = server.ask("POST", "/run", body: "{\(members.joined(separator: ","))}")
            #expect(answer.status == 422)
            return answer.json["errors"]?.array ?? []
        }
        #expect(faults(32).count == 32)
        #expect(faults(32).allSatisfy { $0["pointer"] != nil })
        let more = faults(40)
        #expect(more.count == 33)
        #expect(more.last == ["detail": "8 more faults are not shown"])
        #expect(faults(2_000).last == ["detail": "at least 968 more faults are not shown"])
        _ = server.stop()
    }

    /// What counts as an integer shows as one.
    @Test func aWholeNumberIsAnIntegerHoweverItIsWritten() throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        for value in ["3", "3.0", "0.3e1"] {
            let body = #"{"duration": {"value": \#(value)}, "profile": {"name": "Robin"}}"#
            let client = server.open("POST", "/api/lifeengine/generate-stream", body: body)
            server.loops.advance(by: .seconds(1))
            #expect(client.take().contains(#""message":"Planning 3 days...""#), "\(value)")
        }
        _ = server.stop()
    }
}
