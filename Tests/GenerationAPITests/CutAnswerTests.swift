import EventLoops
import JSON
import Simulation
import Testing

@testable import GenerationAPI

/// Answers that end too early: at their budget, with their connection, or in something that is no JSON.
@Suite struct CutAnswerTests {
    private static let plan = ShippedSystem.plan

    /// As much of a plan as ends behind so many days and a bit.
    private static func plan(through day: Int, and bytes: Int = 40) -> String {
        let end = plan.range(of: ShippedSystem.day(day)).map {
            plan.utf8.index($0.upperBound, offsetBy: bytes)
        }
        return String(plan[..<(end ?? plan.endIndex)])
    }

    struct Cut: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let take: @Sendable (String) -> Take
        let fault: String
    }

    private static let cuts = [
        Cut(
            testDescription: "at the budget",
            take: { Take($0, in: 4, .finishes(.length)) },
            fault: "The answer was cut off at its output budget"
        ),
        Cut(
            testDescription: "broken off",
            take: { Take($0, in: 4, .fails(.providerTruncated)) },
            fault: "It failed"
        ),
        Cut(
            testDescription: "disconnected",
            take: { Take($0, in: 4, .fails(.providerConnection)) },
            fault: "It failed"
        ),
        Cut(
            testDescription: "ended as if complete",
            take: { Take($0) },
            fault: "The answer is not JSON: the text ends"
        ),
        Cut(
            testDescription: "gone over to prose",
            take: { Take($0 + "\u{2026} I hope this helps!") },
            fault: "The answer is not JSON: "
        ),
        Cut(
            testDescription: "silent",
            take: { Take($0, in: 4, .silence) },
            fault: "The model said nothing more within 30.0 s"
        ),
    ]

    @Test(arguments: cuts, [1, 2])
    func aPlanIsGoneOnWithBehindItsLastCompleteDay(cut: Cut, days: Int) throws {
        let rest = ShippedSystem.plan(days: Array(days + 1...3))
        let run = try ShippedRun(.lifePlan, ["plan": [cut.take(Self.plan(through: days)), Take(rest)]])
        run.advance(.seconds(120))
        let outline = run.transcript.outline
        let again = outline.filter { $0.hasPrefix("status: Continuing") || $0.hasPrefix("status: Trying") }
        #expect(again.count == 1)
        #expect(again.first?.hasPrefix("status: Continuing after day \(days): \(cut.fault)") == true)
        // Each day is told of once.
        #expect(outline.filter { $0.hasPrefix("day") } == (1...3).map { "day_complete \($0)" })
        let end = try #require(run.transcript.blocks.last?.json)
        #expect(end["type"] == "complete" && end["plan"]?.rendered == Self.plan)
        #expect(run.play.calls.last?.request.prompt.contains("of which \(days) are written") == true)
        #expect(run.count("penstock_step_retries_total", #"step="plan""#) == 1)
        run.stop()
    }

    /// With each attempt a day more, as long as rounds are left; without one more, as often as anything is tried.
    @Test func whatIsCompleteIsNamedWhenThereIsNoGoingOn() throws {
        let first = Take(Self.plan(through: 2), in: 2, .fails(.providerTruncated))
        let nothing = Take(#"{"title":"Quiet nights","days":["#, in: 1, .fails(.providerTruncated))
        let run = try ShippedRun(.lifePlan, ["plan": [first, nothing]])
        run.advance(.seconds(120))
        #expect(run.transcript.outline.last == "error: It failed")
        let state = run.state
        #expect(state["status"] == "error" && state["error_type"] == "provider_truncated")
        #expect(state["missing"] == ["plan", "verification"])
        #expect(state["result"]?["days"]?.array?.compactMap { $0["day"]?.integer } == [1, 2])
        #expect(run.count("penstock_step_failures_total", #"error_type="provider_truncated""#) == 1)
        run.stop()
    }

    @Test func anAnswerThatGrowsByADayAtATimeIsGoneOnWithFiveTimes() throws {
        let server = try SimulatedServer(
            asking: Play(
                [("plan", "9 days for this person:")],
                [
                    "plan": (1...9).map { day in
                        let text = ShippedSystem.plan(days: [day])
                        return Take(String(text.dropLast(2)), in: 2, .finishes(.length))
                    }
                ]
            )
        )
        let body = ShippedSystem.lifePlan.body.replacing(#""value":3"#, with: #""value":9"#)
        let client = server.open("POST", ShippedSystem.lifePlan.path, body: body)
        server.loops.advance(by: .seconds(120))
        let outline = EventTranscript(of: client.take()).outline
        #expect(outline.count { $0.hasPrefix("status: Continuing after day ") } == 5)
        #expect(outline.filter { $0.hasPrefix("day") } == (1...6).map { "day_complete \($0)" })
        #expect(outline.last == "error: The answer was cut off at its output budget")
        _ = server.stop()
    }

    /// An answer with text behind it is not taken, but of a plan nothing is lost: nothing is left to go on with.
    @Test func textBehindAnAnswerVoidsWhatDoesNotStandByItself() throws {
        let behind = " I hope this helps!"
        let plan = try ShippedRun(
            .lifePlan,
            ["plan": [Take(Self.plan + behind), Take(ShippedSystem.plan(days: []))]]
        )
        let vision = try ShippedRun(
            .visionFramework,
            ["framework": [Take(ShippedSystem.framework + behind), Take(ShippedSystem.framework)]]
        )
        for run in [plan, vision] { run.advance(.seconds(60)) }
        let fault = "The answer is not JSON: the answer has text behind its JSON (byte "
        #expect(plan.transcript.outline.contains { $0.hasPrefix("status: Continuing after day 3: \(fault)") })
        #expect(plan.transcript.blocks.last?.json["plan"]?.rendered == Self.plan)
        let again = vision.transcript.outline.filter {
            $0.hasPrefix("step_start framework: Trying again: \(fault)")
        }
        #expect(again.count == 1)
        #expect(vision.transcript.outline.last == "complete framework onePager qa scores")
        for run in [plan, vision] { run.stop() }
    }

    /// Where nothing stands by itself nothing can be gone on with, and the answer is asked for again.
    @Test(arguments: cuts)
    func aFrameworkThatIsCutIsAskedForAgain(cut: Cut) throws {
        let half = String(ShippedSystem.framework.prefix(400))
        let run = try ShippedRun(
            .visionFramework,
            ["framework": [cut.take(half), Take(ShippedSystem.framework)]]
        )
        run.advance(.seconds(120))
        let outline = run.transcript.outline
        // More of the same budget is no help.
        let isTriedAgain = cut.testDescription != "at the budget"
        #expect(
            outline.last == (isTriedAgain ? "complete framework onePager qa scores" : "error: \(cut.fault)")
        )
        let again = outline.filter { $0.hasPrefix("step_start framework: Trying again: ") }
        #expect(again.count == (isTriedAgain ? 1 : 0))
        #expect(again.allSatisfy { $0.hasPrefix("step_start framework: Trying again: \(cut.fault)") })
        if !isTriedAgain {
            #expect(run.state["missing"]?.array?.count == 5 && run.state["error_type"] == "output_length")
        }
        run.stop()
    }
}
