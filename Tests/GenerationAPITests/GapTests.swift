import JSON
import Simulation
import Testing

@testable import GenerationAPI

/// What clients of the shipped systems are told who come back with a position that the generation does not know.
@Suite struct GapTests {
    /// What somebody reads who names such a position while the generation is as it is.
    private func blocks(_ run: ShippedRun) -> [JSONValue] {
        let client = run.server.open("GET", run.path + "/events", fields: "Last-Event-ID: 9.9\r\n")
        run.server.loops.settle()
        return EventTranscript(of: client.take()).blocks.map(\.json)
    }

    @Test func aLifePlansClientIsToldAgainOfTheDaysThatAreComplete() throws {
        let run = try ShippedRun(.lifePlan, ["plan": [Take(ShippedSystem.plan, in: 40)]])
        // A piece a second: somewhere behind the first day, and before the last.
        var told = 0
        while told == 0 {
            run.advance(.seconds(1))
            told = run.transcript.blocks.count { $0.json["type"] == "day_complete" }
        }
        let days = (1...told).map {
            ["type": "day_complete", "day": .integer(Int64($0)), "total": 3] as JSONValue
        }
        #expect(blocks(run) == [["type": "status", "message": "Planning 3 days..."]] + days)
        run.advance(.seconds(60))
        run.stop()
    }

    @Test func aVisionFrameworksClientIsToldHowLongStepsTookAndWhatTheySaid() throws {
        let run = try ShippedRun(.visionFramework, ["one_pager": [Take(ShippedSystem.onePager, in: 9)]])
        run.advance(.seconds(6))
        let live = run.transcript.blocks.map(\.json)
        let read = blocks(run)
        let complete = live.filter { $0["type"] == "step_complete" }
        #expect(complete.compactMap { $0["duration"]?.integer } == [4_000, 0])
        #expect(read.filter { $0["type"] == "step_complete" } == complete)
        let started = read.filter { $0["type"] == "step_start" }.compactMap { $0["message"]?.string }
        #expect(
            started == [
                "Writing the executive summary...", "Reviewing the framework...", "Scoring each section...",
            ]
        )
        run.advance(.seconds(60))
        run.stop()
    }
}
