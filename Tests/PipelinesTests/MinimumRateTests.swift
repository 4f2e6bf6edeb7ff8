import Events
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct MinimumRateTests {
    private static func bench(_ models: String, _ provider: ScriptedProvider) throws -> PipelineBench {
        try PipelineBench(
            """
            name: p
            steps:
              - id: a
                kind: model
                models: \(models)
                prompt: x
                min_rate: {characters_per_second: 5, over: 2s}
                timeouts: {first_token: 20s, idle: 20s, total: 60s}
                retry: {attempts: 2, wait: 1s}
            """,
            asking: provider
        )
    }

    @Test func whoSaysEnoughIsHeardToTheEndHoweverItIsSpread() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        bench.start()
        // Until the first text nobody counts.
        bench.advance(.seconds(10))
        for _ in 0..<5 {
            provider.calls[0].say("äöü€é")
            bench.advance(.milliseconds(1_900))
            provider.calls[0].say("12345")
            bench.advance(.milliseconds(100))
        }
        #expect(provider.calls[0].isRunning)
        provider.calls[0].finish()
        bench.settle()
        #expect(bench.outcomes == [.complete])
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func theNextModelIsAskedAtOnceInPlaceOfOneThatDrips() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a, simulator/b]", provider)
        let reader = bench.read()
        provider.calls[0].say("äöü€é")
        bench.advance(.seconds(1))
        provider.calls[0].say("1234")
        bench.advance(.milliseconds(999))
        #expect(provider.calls.count == 1)
        bench.advance(.milliseconds(1))
        #expect(provider.calls.map(\.request.model.model) == ["a", "b"] && provider.calls[0].wasCancelled)
        let retry = try #require(reader.last("step_retry"))
        #expect(retry["error_type"] == "timeout_idle" && retry["wait_ms"] == 0)
        #expect(retry["message"] == "The model said less than 5 characters a second for 2.0 s")
        // The last model is tried again, as after any silence.
        provider.calls[1].say("a")
        bench.advance(.seconds(3))
        #expect(provider.calls.map(\.request.model.model) == ["a", "b", "b"])
        provider.calls[2].say("a")
        bench.advance(.seconds(2))
        #expect(bench.fault?.type == .timeoutIdle)
        #expect(bench.simulated.loop.timerCount == 0)
    }
}
