import JSON
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct BadInputTests {
    /// What somebody sends is answered with all that is wrong with it, and nothing has happened.
    @Test(arguments: BadInput.routes)
    func everyFaultIsNamedAndNothingIsStarted(route: BadInput.Route) throws {
        let play = route.system.play()
        let server = try SimulatedServer(asking: play, pipelines: route.system.file())
        let inputs = BadInput.general + route.inputs
        for input in inputs { check(answer(input, route, server), input) }
        #expect(play.calls.isEmpty)
        #expect(server.ask("GET", "/v1/generations").json["generations"] == [])
        let metrics = server.metrics
        for family in [
            "generations_total", "generations_active", "generations_kept", "steps_total", "tokens_total",
        ] {
            #expect(metrics.sum("penstock_\(family)") == 0, "\(family)")
        }
        #expect(metrics.sum("penstock_streams_active") == 0)
        func refused(_ reason: String) -> Int {
            Int(metrics.sum("penstock_stream_connects_total", #"outcome="failed""#, #"reason="\#(reason)""#))
        }
        let large = inputs.count { $0.status == 413 }
        #expect(refused("too_large") == (route.streams ? large : 0))
        #expect(refused("bad_request") == (route.streams ? inputs.count - large : 0))
        #expect(Int(metrics.sum("penstock_stream_connects_total")) == (route.streams ? inputs.count : 0))
        for status in [400, 413, 422] {
            let answered = metrics.sum(
                "penstock_http_requests_total",
                #"method="POST""#,
                #"status="\#(status)""#
            )
            #expect(Int(answered) == inputs.count { $0.status == status })
        }
        _ = server.stop()
        #expect(server.simulated.loop.timerCount == 0)
    }

    private func answer(
        _ input: BadInput,
        _ route: BadInput.Route,
        _ server: SimulatedServer
    ) -> SimulatedServer.Answer {
        let stream = server.connect()
        server.loops.settle()
        let head = "POST \(route.path) HTTP/1.0\r\nContent-Type: application/json\r\n"
        stream.send(Array("\(head)Content-Length: \(input.body.count)\r\n\r\n".utf8) + input.body)
        server.loops.advance(by: .seconds(5))
        return SimulatedServer.Answer(text: stream.take())
    }

    private func check(_ answer: SimulatedServer.Answer, _ input: BadInput) {
        let problem = answer.json
        #expect(answer.status == input.status, "\(input.name)")
        #expect(answer.field("Content-Type") == "application/problem+json", "\(input.name)")
        #expect(problem["status"]?.integer == input.status, "\(input.name)")
        #expect(problem["detail"]?.string?.isEmpty == false, "\(input.name)")
        let faults = problem["errors"]?.array ?? []
        #expect(Set(faults.compactMap { $0["pointer"]?.string }) == input.pointers, "\(input.name)")
        #expect(faults.allSatisfy { $0["detail"]?.string?.isEmpty == false }, "\(input.name)")
        // Nobody is sent back what he has sent.
        #expect(answer.text.utf8.count < 16_384, "\(input.name)")
    }
}
