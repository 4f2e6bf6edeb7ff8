import EventLoops
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct GoldenTranscriptTests {
    @Test(arguments: GoldenTranscript.all)
    func aSystemsClientIsToldThis(golden: GoldenTranscript) throws {
        let run = try ShippedRun(
            golden.system,
            ["qa": [Take(ShippedSystem.review, in: 2)], "scoring": [Take(ShippedSystem.scores, in: 3)]]
        )
        run.advance(.seconds(60))
        let transcript = run.transcript
        let id = String(run.path.split(separator: "/").last ?? "")
        #expect(transcript.lines.map { $0.replacing(id, with: "ID") } == golden.lines)
        #expect(transcript.percentages == golden.percentages)
        #expect(transcript.percentages == transcript.percentages.sorted())
        #expect(transcript.positions == transcript.positions.sorted())
        #expect(Set(transcript.positions).count == transcript.positions.count)
        #expect(run.count("penstock_generations_total", #"outcome="complete""#) == 1)
        run.stop()
    }

    /// The last three steps need only the framework, so the whole takes as long as the framework and one of them.
    @Test(arguments: [1, 7, 25])
    func stepsThatAreEquallyLongSideBySideTakeAsLongAsOne(seconds: Int) throws {
        let answers = ShippedSystem.visionFramework.answers
        let beside = ["one_pager", "qa", "scoring"]
        var takes: [String: [Take]] = [:]
        for step in beside { takes[step] = [Take(answers[step] ?? "", in: seconds)] }
        let run = try ShippedRun(.visionFramework, takes)
        run.advance(.seconds(3 + seconds))
        #expect(!run.client.isClosed)
        run.advance(.milliseconds(999))
        #expect(!run.client.isClosed)
        run.advance(.milliseconds(1))
        #expect(run.client.isClosed)
        #expect(run.state["status"] == "complete")
        #expect(run.state["duration_ms"]?.integer == (4 + seconds) * 1_000)
        let percentages = run.transcript.percentages
        #expect(percentages == percentages.sorted() && percentages.allSatisfy { $0 < 100 })
        let completed = run.transcript.blocks.map(\.json).filter { $0["type"] == "step_complete" }
        #expect(
            completed.compactMap { $0["duration"]?.integer } == [4_000, 0]
                + beside.map { _ in seconds * 1_000 }
        )
        run.stop()
    }
}
