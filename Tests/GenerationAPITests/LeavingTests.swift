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
}
