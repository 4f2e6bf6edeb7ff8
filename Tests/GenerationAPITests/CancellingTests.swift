import EventLoops
import Simulation
import Testing

@testable import GenerationAPI

/// Each run of a shipped system is made again and again, and called off a little later each time.
@Suite struct CancellingTests {
    /// Ways through each system that touch all of its steps, a retry, and a repair.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let system: ShippedSystem
        let takes: [String: [Take]]
        /// What its client is told at the end, and nothing behind it.
        let told: [String]
    }

    private static let data = ["error: Generation cancelled: enough"]
    private static let named = ["progress fail 100: Content generation failed"] + data

    private static let broken = Take("{\"", in: 2, .fails(.providerServerError))

    @Test(arguments: [
        Way(
            testDescription: "content, repaired",
            system: .content,
            takes: ["generator": [broken, Take("Lorem ipsum", in: 2), Take(ShippedSystem.article, in: 2)]],
            told: named
        ),
        Way(
            testDescription: "vision-framework, repaired, side by side",
            system: .visionFramework,
            takes: [
                "framework": [
                    Take(ShippedSystem.faultyFramework, in: 2), Take(ShippedSystem.framework, in: 2),
                ],
                "qa": [broken, Take(ShippedSystem.review, in: 2)],
            ],
            told: data
        ),
        Way(
            testDescription: "life-plan, gone on with and repaired",
            system: .lifePlan,
            takes: [
                "plan": [
                    Take(String(ShippedSystem.plan.prefix(700)), in: 3, .finishes(.length)),
                    Take(ShippedSystem.plan(days: [4]), in: 2), Take(ShippedSystem.plan, in: 2),
                ]
            ],
            told: data
        ),
    ])
    func cancellingAtAnyEventLeavesNothingBehind(way: Way) throws {
        var events = 0
        while let next = try cancel(way, behind: events) { events = next }
        #expect(events > 20)
    }

    /// Calls it off as soon as its log has more than so many events.
    ///
    /// - Returns: How many it had; nil if it was over before.
    private func cancel(_ way: Way, behind events: Int) throws -> Int? {
        let run = try ShippedRun(way.system, way.takes)
        let log = try #require(run.server.log(of: run.path))
        while log.lastSequence <= events, log.end == nil { turn(run) }
        let had = log.lastSequence
        guard log.end == nil else {
            #expect(run.state["status"] == "complete")
            run.stop()
            return nil
        }
        let first = run.server.ask("POST", run.path + "/cancel", body: #"{"reason":"enough"}"#)
        let second = run.server.ask("POST", run.path + "/cancel", body: #"{"reason":"more"}"#)
        #expect(
            first.status == 200 && first.json["status"] == "cancelled" && first.json["reason"] == "enough"
        )
        #expect(first.json["steps"]?.array?.contains { $0["status"] == "running" } == false)
        #expect(second.body == first.body)
        // One terminal event, and nothing behind it.
        #expect(log.lastSequence == had + 1)
        run.advance(.seconds(600))
        #expect(log.lastSequence == had + 1)
        #expect(run.transcript.outline.suffix(way.told.count).elementsEqual(way.told), "after \(had) events")
        #expect(run.transcript.outline.count { $0.hasPrefix("error") } == 1)
        try checkNumbers(run, after: had)
        run.stop()
        return had
    }

    /// Each run of a step that had begun has ended, and whatever was cut short says so.
    private func checkNumbers(_ run: ShippedRun, after events: Int) throws {
        let whole = EventTranscript(of: run.server.ask("GET", run.path + "/events?dialect=penstock").text)
        // Attempts begin anew, runs do not.
        let begun = whole.blocks.filter { $0.event == "step_start" }.map(\.json)
            .filter { $0["attempt"] == 1 }
        let over = whole.blocks.filter { $0.event == "step_complete" || $0.event == "step_error" }
        let metrics = run.server.metrics
        let cancelled = metrics.sum("penstock_steps_total", #"outcome="cancelled""#)
        #expect(Int(cancelled) == begun.count - over.count, "after \(events) events")
        #expect(Int(metrics.sum("penstock_steps_total")) == begun.count)
        #expect(metrics.sum("penstock_generations_total", #"outcome="cancelled""#) == 1)
        #expect(metrics.sum("penstock_step_failures_total") == 0)
        #expect(metrics.sum("penstock_abandonments_total") == 0)
    }

    /// Makes the turns at the next deadline.
    private func turn(_ run: ShippedRun) {
        guard let deadline = run.server.simulated.loop.nextDeadline else { return }
        run.server.simulated.clock.advance(to: deadline)
        run.server.loops.settle()
    }
}
