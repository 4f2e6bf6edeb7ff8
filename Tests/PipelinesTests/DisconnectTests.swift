import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct DisconnectTests {
    private static func bench(_ policy: String, _ provider: ScriptedProvider) throws -> PipelineBench {
        try PipelineBench(
            """
            name: p
            on_disconnect: \(policy)
            steps: [{id: a, kind: model, models: [simulator/w], prompt: x}]
            """,
            asking: provider
        )
    }

    @Test func leavingCancelsAtOnce() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("cancel", provider)
        let client = bench.connect()
        provider.calls[0].say("a")
        client.reset()
        bench.simulated.settle()
        #expect(bench.outcomes == [.abandoned])
        #expect(provider.calls[0].wasCancelled)
        #expect(bench.simulated.loop.timerCount == 0)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_generations_total", "outcome=\"abandoned\"") == 1)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"cancelled\"") == 1)
        #expect(scrape.sum("penstock_step_failures_total") == 0)
    }

    @Test func leavingAGenerationThatContinuesEndsItAfterItsGrace() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("{continue: 10s}", provider)
        let client = bench.connect()
        bench.advance(.seconds(1))
        client.reset()
        bench.advance(.milliseconds(9_999))
        #expect(bench.outcomes == [])
        #expect(provider.running == 1)
        bench.advance(.milliseconds(1))
        #expect(bench.outcomes == [.abandoned])
        #expect(provider.calls[0].wasCancelled)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func whoComesBackInTimeKeepsItAlive() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("{continue: 10s}", provider)
        bench.connect().reset()
        bench.advance(.seconds(9))
        let second = bench.join()
        bench.advance(.seconds(40))
        #expect(bench.outcomes == [])
        provider.calls[0].say("done")
        bench.advance(.seconds(1))
        provider.calls[0].finish()
        bench.simulated.settle()
        #expect(bench.outcomes == [.complete])
        #expect(EventTranscript(of: second.take()).blocks.last?.event == "generation_complete")
    }

    @Test func whoLeavesAgainIsWaitedForAgain() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("{continue: 10s}", provider)
        bench.connect().reset()
        bench.advance(.seconds(9))
        bench.join().reset()
        bench.advance(.milliseconds(9_999))
        #expect(bench.outcomes == [])
        bench.advance(.milliseconds(1))
        #expect(bench.outcomes == [.abandoned])
    }

    @Test func oneReaderOfTwoMayLeave() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("cancel", provider)
        let first = bench.connect()
        let second = bench.join()
        first.reset()
        bench.simulated.settle()
        #expect(bench.outcomes == [])
        second.reset()
        bench.simulated.settle()
        #expect(bench.outcomes == [.abandoned])
    }

    @Test func aGenerationThatContinuesMayComplete() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("{continue: 10s}", provider)
        bench.connect().reset()
        bench.advance(.seconds(5))
        provider.calls[0].say("done")
        provider.calls[0].finish()
        bench.simulated.settle()
        #expect(bench.outcomes == [.complete])
        #expect(bench.simulated.loop.timerCount == 0)
    }
}
