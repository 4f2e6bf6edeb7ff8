import Events
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct CircuitTests {
    private static func bench(_ models: String, _ provider: ScriptedProvider) throws -> PipelineBench {
        try PipelineBench(
            """
            name: p
            steps:
              - id: a
                kind: model
                models: \(models)
                prompt: x
                timeouts: {first_token: 3s, idle: 2s, total: 30s}
            """,
            asking: provider
        )
    }

    /// Ends the newest call in some way, with a generation of its own.
    private static func end(
        _ provider: ScriptedProvider,
        _ bench: PipelineBench,
        _ end: (ScriptedCall) -> Void
    ) {
        bench.start()
        if let call = provider.calls.last, call.isRunning { end(call) }
        bench.settle()
    }

    private static func open(_ provider: ScriptedProvider, _ bench: PipelineBench) {
        for _ in 0..<5 { end(provider, bench) { $0.fail(.providerServerError) } }
    }

    private static func state(_ bench: PipelineBench) -> Double {
        Scrape(bench.registry).sum("penstock_provider_circuit_state", #"model="a""#)
    }

    @Test func aModelWhoseCircuitIsOpenIsNotAskedAndSaysWhenItIs() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        Self.open(provider, bench)
        let reader = bench.read()
        bench.settle()
        #expect(provider.calls.count == 5)
        #expect(reader.story.suffix(3) == ["step_start a", "step_error a", "generation_error"])
        let error = try #require(reader.last("generation_error"))
        #expect(error["error_type"] == "provider_circuit_open")
        #expect((3_750...5_000).contains(error["retry_after_ms"]?.integer ?? 0))
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_provider_requests_total") == 5)
        #expect(scrape.sum("penstock_provider_circuit_rejections_total") == 1)
        #expect(scrape.sum("penstock_step_failures_total", #"error_type="provider_circuit_open""#) == 1)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func theNextModelIsAskedAtOnceHoweverOftenTheFirstMayBe() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - id: a
                kind: model
                models: [simulator/a, simulator/b]
                prompt: x
                retry: {attempts: 5, wait: 1s, longest: 1s}
            """,
            asking: provider
        )
        let reader = bench.read()
        for _ in 0..<5 {
            provider.calls.last?.fail(.providerConnection)
            bench.advance(.seconds(1))
        }
        #expect(Self.state(bench) == 2)
        #expect(provider.calls.map(\.request.model.model) == ["a", "a", "a", "a", "a", "b"])
        provider.calls.last?.fail(.internalBug)
        bench.settle()
        _ = reader.all
        let second = bench.read()
        bench.settle()
        #expect(provider.calls.count == 7 && provider.calls[6].request.model.model == "b")
        #expect(provider.calls[6].request.attempt == 2)
        #expect(second.last("step_retry")?["error_type"] == "provider_circuit_open")
        #expect(second.last("step_retry")?["wait_ms"] == 0)
        provider.calls[6].finish()
        bench.settle()
        #expect(bench.outcomes.last == .complete)
    }

    @Test func aCallThatFindsOutThatItWorksLetsTheOthersThrough() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        Self.open(provider, bench)
        bench.advance(.seconds(5))
        bench.start()
        #expect(provider.calls.count == 6 && Self.state(bench) == 1)
        bench.start()
        #expect(bench.fault?.type == .providerCircuitOpen)
        // Its end may take a while; that it speaks is enough.
        provider.calls[5].say("It works")
        #expect(Self.state(bench) == 0)
        bench.start()
        #expect(provider.calls.count == 7)
    }

    @Test func aCallThatNobodyWantsAnyMoreSaysNothing() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        for _ in 0..<9 { bench.start().cancel(reason: "enough") }
        #expect(Self.state(bench) == 0)
        Self.open(provider, bench)
        bench.advance(.seconds(5))
        bench.start().cancel(reason: "enough")
        #expect(Self.state(bench) == 1)
        // Another finds out in its place.
        Self.end(provider, bench) { $0.finish() }
        #expect(Self.state(bench) == 0)
    }

    @Test(arguments: [false, true])
    func silenceIsAFailureWheneverItComes(speaks: Bool) throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        for count in 1...5 {
            #expect(Self.state(bench) == 0)
            bench.start()
            if speaks { provider.calls.last?.say("a") }
            bench.advance(.seconds(3))
            #expect(bench.summaries.count == count)
        }
        #expect(Self.state(bench) == 2)
    }

    @Test(arguments: [ErrorType.providerRateLimited, .providerRefusedRequest, .outputSchema])
    func whatIsNotTheProvidersFailureOpensNothing(type: ErrorType) throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench("[simulator/a]", provider)
        for _ in 0..<20 { Self.end(provider, bench) { $0.fail(type) } }
        #expect(provider.calls.count == 20 && Self.state(bench) == 0)
    }
}
