import Events
import Providers
import Simulation
import Testing
import Tracing

@testable import Pipelines

@Suite struct HedgeTests {
    private static func bench(
        _ provider: ScriptedProvider,
        after: String = "2s",
        models: String = "[simulator/a, simulator/b]"
    ) throws -> PipelineBench {
        try PipelineBench(
            """
            name: p
            steps:
              - id: a
                kind: model
                models: \(models)
                prompt: x
                hedge: {after: \(after)}
                timeouts: {first_token: 5s, idle: 3s, total: 60s}
                retry: {attempts: 3, wait: 1s}
            """,
            asking: provider
        )
    }

    private static func hedges(_ bench: PipelineBench) -> [String: Double] {
        let scrape = Scrape(bench.registry)
        var counts: [String: Double] = [:]
        for outcome in HedgeOutcome.allCases.map(\.rawValue) {
            let count = scrape.sum("penstock_step_hedges_total", "outcome=\"\(outcome)\"")
            if count > 0 { counts[outcome] = count }
        }
        return counts
    }

    /// Whatever was asked is counted once, and nothing is left.
    private static func expectNothingLeft(_ provider: ScriptedProvider, _ bench: PipelineBench) {
        #expect(provider.running == 0)
        #expect(bench.simulated.loop.timerCount == 0)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_provider_requests_total") == Double(provider.calls.count))
        let used = bench.summaries.reduce(0) { $0 + $1.usage.output }
        #expect(scrape.sum("penstock_tokens_total", #"kind="output""#) == Double(used))
        #expect(scrape.sum("penstock_tokens_total", #"kind="input""#) == Double(10 * provider.calls.count))
    }

    @Test func theNextModelIsAskedTooAndTakesThePlaceOfTheFirstWhenItSpeaks() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        bench.advance(.milliseconds(1_999))
        #expect(provider.calls.count == 1)
        bench.advance(.milliseconds(1))
        #expect(provider.calls.map(\.request.model.model) == ["a", "b"])
        #expect(provider.calls[1].request.attempt == 2)
        #expect(reader.story == ["generation_start", "step_start a"])
        provider.calls[1].say("first")
        bench.settle()
        #expect(provider.calls[0].wasCancelled)
        provider.calls[1].say(" and last")
        provider.calls[1].finish()
        bench.settle()
        // Nothing was said in vain, so nothing is void.
        #expect(
            reader.story == [
                "generation_start", "step_start a", "step_start a #2", "step_complete a #2",
                "generation_complete",
            ]
        )
        #expect(reader.last("generation_complete")?["result"] == "first and last")
        #expect(reader.last("generation_complete")?["models"] == ["simulator/a", "simulator/b"])
        #expect(reader.last("step_start")?["model"] == "simulator/b")
        let deltas = reader.all.filter { $0.event == "delta" }.map(\.value)
        #expect(deltas.allSatisfy { $0["attempt"] == 2 })
        #expect(Self.hedges(bench) == ["won": 1])
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_provider_requests_total", #"model="a""#, #"outcome="cancelled""#) == 1)
        #expect(scrape.sum("penstock_provider_requests_total", #"model="b""#, #"outcome="ok""#) == 1)
        #expect(scrape.sum("penstock_tokens_total", #"model="simulator/a""#, #"kind="input""#) == 10)
        #expect(scrape.sum("penstock_step_fallbacks_total") == 0)
        #expect(scrape.sum("penstock_step_retries_total") == 0)
        #expect(bench.summaries[0].hedges == 1)
        Self.expectNothingLeft(provider, bench)
    }

    @Test func theFirstIsHeardIfItSpeaksFirst() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        bench.advance(.seconds(3))
        provider.calls[0].say("late")
        bench.settle()
        #expect(provider.calls[1].wasCancelled)
        bench.advance(.seconds(2))
        provider.calls[0].finish()
        bench.settle()
        #expect(provider.calls.count == 2)
        #expect(
            reader.story == [
                "generation_start", "step_start a", "step_complete a", "generation_complete",
            ]
        )
        #expect(Self.hedges(bench) == ["lost": 1])
        Self.expectNothingLeft(provider, bench)
    }

    @Test func theHedgeIsTheNextAttemptWhenTheFirstFails() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        bench.advance(.seconds(2))
        provider.calls[0].fail(.providerOverloaded)
        bench.settle()
        #expect(
            reader.story == ["generation_start", "step_start a", "step_retry a", "step_start a #2"]
        )
        #expect(reader.last("step_retry")?["wait_ms"] == 0)
        #expect(reader.last("step_retry")?["model"] == "simulator/b")
        bench.advance(.seconds(4))
        #expect(provider.calls.count == 2 && bench.summaries.isEmpty)
        provider.calls[1].say("b")
        provider.calls[1].finish()
        bench.settle()
        #expect(bench.outcomes == [.complete])
        #expect(Self.hedges(bench) == ["won": 1])
        #expect(Scrape(bench.registry).sum("penstock_step_fallbacks_total") == 1)
        Self.expectNothingLeft(provider, bench)
    }

    @Test func theTimeToTheFirstTextOfAHedgeIsItsOwn() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        // The first has 5 s, and so has the other, which was asked 2 s later; then both may be asked again.
        bench.advance(.seconds(5))
        #expect(reader.last("step_retry")?["error_type"] == "timeout_first_token")
        #expect(provider.calls[0].wasCancelled && provider.calls.count == 2)
        bench.advance(.milliseconds(1_999))
        #expect(!provider.calls[1].wasCancelled)
        bench.advance(.milliseconds(1_001))
        #expect(provider.calls[1].wasCancelled)
        #expect(provider.calls.map(\.request.model.model) == ["a", "b", "b"])
        bench.generation?.cancel(reason: "enough")
        bench.settle()
        Self.expectNothingLeft(provider, bench)
    }

    @Test(arguments: [false, true])
    func theFirstGoesOnWhenTheHedgeFails(bySilence: Bool) throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        bench.advance(.seconds(2))
        if bySilence { provider.calls[1].finish() } else { provider.calls[1].fail(.providerAuth) }
        bench.advance(.seconds(2))
        #expect(provider.calls.count == 2)
        provider.calls[0].say("a")
        provider.calls[0].finish()
        bench.settle()
        #expect(reader.story.last == "generation_complete" && reader.last("step_retry") == nil)
        #expect(Self.hedges(bench) == ["failed": 1])
        Self.expectNothingLeft(provider, bench)
    }

    @Test func bothEndWhenNobodyWantsThemAnyMore() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let client = bench.connect()
        bench.advance(.seconds(2))
        #expect(provider.running == 2)
        client.reset()
        bench.advance(.seconds(60))
        #expect(bench.outcomes == [.abandoned])
        #expect(Self.hedges(bench) == ["cancelled": 1])
        Self.expectNothingLeft(provider, bench)
    }

    @Test func aModelWhoseCircuitIsOpenIsNoHedge() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        for _ in 0..<5 {
            bench.start()
            bench.advance(.seconds(2))
            provider.calls.last?.fail(.providerConnection)
            bench.generation?.cancel(reason: "enough")
            bench.settle()
        }
        #expect(provider.calls.count == 10)
        bench.start()
        bench.advance(.seconds(3))
        #expect(provider.calls.count == 11)
        provider.calls[10].finish()
        bench.settle()
        #expect(Self.hedges(bench) == ["failed": 5])
        Self.expectNothingLeft(provider, bench)
    }

    @Test func whatIsUsualIsLearnedAndIsDoubled() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider, after: "usual")
        for _ in 0..<5 {
            bench.start()
            // As long as nothing is known nobody is late.
            bench.advance(.milliseconds(800))
            provider.calls.last?.say("a")
            provider.calls.last?.finish()
            bench.settle()
        }
        #expect(provider.calls.count == 5)
        let learned = Scrape(bench.registry)
            .sum("penstock_provider_expected_time_to_first_token_seconds", #"model="a""#)
        #expect(abs(learned - 0.8) < 0.001)
        bench.start()
        bench.advance(.milliseconds(1_590))
        #expect(provider.calls.count == 6)
        bench.advance(.milliseconds(20))
        #expect(provider.calls.count == 7)
        provider.calls[6].say("b")
        provider.calls[6].finish()
        bench.settle()
        #expect(Self.hedges(bench) == ["won": 1])
        Self.expectNothingLeft(provider, bench)
    }

    @Test func eachCallHasASpanThatSaysWhatBecameOfIt() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let loop = bench.simulated.loop
        let tracer = Tracer(ratio: 1, keepsContent: false, registry: bench.registry)
        for wins in [true, false] {
            let caller = TraceContext(continuing: nil, .empty, ratio: 1, random: &loop.random)
            bench.trace = GenerationTrace(below: caller, tracer, for: "", on: loop)
            bench.start()
            bench.advance(.seconds(2))
            let (first, second) = (provider.calls.suffix(2).first, provider.calls.last)
            #expect(Set([first, second].map { $0?.request.trace?.spanID }).count == 2)
            (wins ? second : first)?.say("a")
            (wins ? second : first)?.finish()
            bench.settle()
            let spans = tracer.take(upTo: 100)
            let names = Set(spans.map(\.name))
            #expect(spans.count { $0.name == "chat a" } == 1 && spans.count { $0.name == "chat b" } == 1)
            #expect(names.contains(wins ? "attempt 2" : "hedge of attempt 1"))
        }
    }
}
