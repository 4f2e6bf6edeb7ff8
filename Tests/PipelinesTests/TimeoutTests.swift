import Events
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct TimeoutTests {
    private static func pipeline(timeout: String = "100s") -> String {
        """
        name: p
        timeout: \(timeout)
        steps:
          - id: a
            kind: model
            models: [simulator/w]
            prompt: x
            timeouts: {first_token: 5s, idle: 3s, total: 20s}
        """
    }

    /// Runs until just before a moment and on to it, and expects the fault there.
    private func expect(_ type: ErrorType, after duration: Duration, _ bench: PipelineBench) {
        bench.advance(duration - .milliseconds(1))
        #expect(bench.summaries.isEmpty)
        bench.advance(.milliseconds(1))
        #expect(bench.fault?.type == type)
        #expect(bench.outcomes == [.error])
        #expect(bench.simulated.loop.timerCount == 0)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total") == 1)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"timeout\"") == 1)
        #expect(scrape.sum("penstock_step_failures_total", "error_type=\"\(type.rawValue)\"") == 1)
        #expect(scrape.sum("penstock_provider_requests_total", "outcome=\"cancelled\"") == 1)
        for family in [
            "gen_ai_client_operation_duration_seconds_count", "gen_ai_workflow_duration_seconds_count",
        ] {
            #expect(scrape.sum(family) == 1)
            #expect(scrape.sum(family, "error_type=\"\(type.rawValue)\"") == 1)
        }
    }

    @Test func aModelThatSaysNothingIsGivenUp() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        bench.start()
        expect(.timeoutFirstToken, after: .seconds(5), bench)
        #expect(provider.calls[0].wasCancelled)
        #expect(provider.running == 0)
    }

    @Test func aModelThatStopsSpeakingIsGivenUp() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        bench.start()
        bench.advance(.milliseconds(4_900))
        provider.calls[0].say("a")
        bench.advance(.milliseconds(2_900))
        provider.calls[0].say("b")
        expect(.timeoutIdle, after: .seconds(3), bench)
        #expect(bench.summaries[0].usage == Usage(input: 10, output: 2))
    }

    @Test func aModelThatNeverEndsIsGivenUp() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        bench.start()
        for _ in 0..<9 {
            bench.advance(.seconds(2))
            provider.calls[0].say("and ")
        }
        expect(.timeoutStep, after: .seconds(2), bench)
    }

    @Test func theGenerationHasATimeOfItsOwn() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(timeout: "7s"), asking: provider)
        bench.start()
        bench.advance(.seconds(4))
        provider.calls[0].say("a")
        bench.advance(.seconds(2))
        provider.calls[0].say("b")
        expect(.timeoutGeneration, after: .seconds(1), bench)
    }

    @Test func timeInEarlierStepsCountsForTheGenerationAndForNoOtherStep() throws {
        let provider = ScriptedProvider()
        let steps = "  - {id: b, kind: model, models: [simulator/w], prompt: y, timeouts: {first_token: 8s}}"
        let bench = try PipelineBench(Self.pipeline(timeout: "15s") + "\n" + steps, asking: provider)
        bench.start()
        bench.advance(.seconds(4))
        provider.calls[0].say("a")
        provider.calls[0].finish()
        bench.advance(.milliseconds(7_999))
        #expect(bench.summaries.isEmpty)
        #expect(provider.running == 1)
        bench.advance(.milliseconds(1))
        #expect(bench.fault?.type == .timeoutFirstToken)
        #expect(bench.summaries[0].failedStep == "b")
        #expect(bench.simulated.loop.timerCount == 0)
    }
}
