import EventLoops
import Simulation
import Testing

@testable import GenerationAPI
@testable import Pipelines

@Suite struct LeavingTests {
    private static let grace = "{continue: 10s}"

    /// The run up to the moment at which its client leaves, and what it has had by then.
    private func left(_ leaving: Leaving, policy: String) throws -> (run: ShippedRun, had: EventTranscript) {
        let files = leaving.system.file(
            replacing: "on_disconnect: \(leaving.policy)",
            with: "on_disconnect: \(policy)"
        )
        let run = try ShippedRun(leaving.system, leaving.takes, of: files)
        run.advance(.seconds(leaving.seconds))
        let had = run.transcript
        run.client.reset()
        run.server.loops.settle()
        return (run, had)
    }

    private func checkAbandoned(_ run: ShippedRun, _ leaving: Leaving) {
        let state = run.state
        #expect(state["status"] == "cancelled")
        #expect(state["reason"] == "nobody is reading any more")
        #expect(state["missing"]?.array?.compactMap(\.string).contains(leaving.step) == true)
        #expect(run.play.running == 0)
        #expect(run.count("penstock_generations_total", #"outcome="abandoned""#) == 1)
        #expect(run.count("penstock_abandonments_total", #"step="\#(leaving.step)""#) == 1)
        #expect(run.count("penstock_abandonments_total") == 1)
        #expect(run.count("penstock_steps_total", #"outcome="cancelled""#) == leaving.cut)
        #expect(run.count("penstock_step_failures_total") == 0)
        #expect(run.count("penstock_streams_ended_total", #"reason="client_disconnect""#) == 1)
        let last = run.server.log(of: run.path)?.lastSequence
        run.advance(.seconds(600))
        #expect(run.server.log(of: run.path)?.lastSequence == last)
    }

    @Test(arguments: Leaving.all)
    func leavingEndsWhatIsToBeCancelled(leaving: Leaving) throws {
        let (run, _) = try left(leaving, policy: "cancel")
        checkAbandoned(run, leaving)
        run.stop()
    }

    @Test(arguments: Leaving.all)
    func whoDoesNotComeBackInTimeHasLeft(leaving: Leaving) throws {
        let (run, _) = try left(leaving, policy: Self.grace)
        run.advance(.milliseconds(9_999))
        #expect(run.state["status"] == "running")
        #expect(run.count("penstock_abandonments_total") == 0)
        run.advance(.milliseconds(1))
        checkAbandoned(run, leaving)
        run.stop()
    }

    /// What it has had and what it gets then is together what somebody gets who has never left.
    @Test(arguments: Leaving.all)
    func whoComesBackInTimeReadsOn(leaving: Leaving) throws {
        let (run, had) = try left(leaving, policy: Self.grace)
        let position = had.positions.last ?? 0
        run.advance(.seconds(8))
        let back = run.server.open("GET", run.path + "/events", fields: "Last-Event-ID: 1.\(position)\r\n")
        run.advance(.seconds(600))
        let rest = EventTranscript(of: back.take())
        let faithful = try ShippedRun(leaving.system, leaving.takes)
        faithful.advance(.seconds(600))
        let whole = faithful.transcript
        #expect(had.outline + rest.outline == whole.outline)
        // Text that came piece by piece comes in one when it is caught up with.
        let coalesces = leaving.system.name == "life-plan"
        #expect(coalesces || had.lines + rest.lines == whole.lines)
        #expect(rest.lines.last == whole.lines.last)
        #expect(rest.positions.allSatisfy { $0 > position })
        #expect(run.state["status"] == "complete")
        #expect(run.count("penstock_generations_total", #"outcome="complete""#) == 1)
        #expect(run.count("penstock_abandonments_total") == 0)
        #expect(run.count("penstock_streams_ended_total", #"reason="client_disconnect""#) == 1)
        run.stop()
        faithful.stop()
    }

    /// As long as each of them needs, the generation goes on to its end, for whoever asks then.
    @Test(arguments: Leaving.all.filter { $0.policy != "cancel" })
    func whatIsDoneInTimeIsKept(leaving: Leaving) throws {
        let (run, had) = try left(leaving, policy: leaving.policy)
        run.advance(.seconds(600))
        #expect(run.state["status"] == "complete")
        let position = had.positions.last ?? 0
        let rest = EventTranscript(of: run.server.ask("GET", run.path + "/events?after=1.\(position)").text)
        let faithful = try ShippedRun(leaving.system, leaving.takes)
        faithful.advance(.seconds(600))
        #expect(had.outline + rest.outline == faithful.transcript.outline)
        #expect(run.count("penstock_abandonments_total", #"step="\#(leaving.step)""#) == 1)
        run.stop()
        faithful.stop()
    }

    /// Where content ends, the others go on for a while, so that what was made can still be had.
    @Test(arguments: ShippedSystem.all)
    func whoWaitsForADocumentMayLeaveToo(system: ShippedSystem) throws {
        let play = system.play()
        let server = try SimulatedServer(asking: play, pipelines: system.file())
        let client = server.open("POST", system.document.path, body: system.document.body)
        server.loops.advance(by: .seconds(2))
        client.reset()
        server.loops.settle()
        let ends = system.name == "content"
        #expect(play.running == (ends ? 0 : 1))
        server.loops.advance(by: .seconds(60))
        let list = server.ask("GET", "/v1/generations").json["generations"]
        #expect(list?[0]?["status"]?.string == (ends ? "cancelled" : "complete"))
        let metrics = server.metrics
        let outcome = ends ? "abandoned" : "complete"
        #expect(metrics.sum("penstock_generations_total", #"outcome="\#(outcome)""#) == 1)
        #expect(metrics.sum("penstock_abandonments_total") == 1)
        #expect(Int(metrics.sum("penstock_tokens_total", #"kind="output""#)) == play.used.output)
        #expect(play.used.output == (ends ? 2 : 4) && play.running == 0)
        #expect(metrics.sum("penstock_stream_connects_total") == 0)
        _ = server.stop()
        #expect(server.simulated.loop.timerCount == 0)
    }

    /// Called off by somebody else, it is a problem that says so.
    @Test(arguments: ShippedSystem.all)
    func whoWaitsForADocumentThatIsCalledOffIsTold(system: ShippedSystem) throws {
        let play = system.play()
        let server = try SimulatedServer(asking: play, pipelines: system.file())
        let client = server.open("POST", system.document.path, body: system.document.body)
        server.loops.advance(by: .seconds(2))
        let list = server.ask("GET", "/v1/generations").json["generations"]
        let path = list?[0]?["links"]?["self"]?.string ?? "nowhere"
        _ = server.ask("POST", path + "/cancel", body: #"{"reason":"enough"}"#)
        let answer = SimulatedServer.Answer(text: client.take())
        #expect(answer.status == 503 && answer.field("Content-Type") == "application/problem+json")
        #expect(answer.json["error"] == "Generation cancelled: enough")
        #expect(play.running == 0 && server.worker.generationCount == 0)
        _ = server.stop()
        #expect(server.simulated.loop.timerCount == 0)
    }
}
