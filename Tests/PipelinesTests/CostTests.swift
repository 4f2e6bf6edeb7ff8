import Costs
import Events
import JSON
import Simulation
import Testing

@testable import EventLog
@testable import Pipelines

/// What readers, the log and the operator are told of a generation's cost.
@Suite struct CostTests {
    private static let pipeline = """
        name: p
        steps:
          - id: a
            kind: model
            models: [simulator/a, simulator/b]
            prompt: x
            retry: {attempts: 2, wait: 1s, longest: 1s}
          - {id: b, kind: model, models: [simulator/b], prompt: y}
        result: steps.b
        """

    /// A token of input costs 1,000 nano-dollars and one of output 10,000, and of `b` a tenth of that.
    private static func bench(
        _ provider: ScriptedProvider,
        unpriced: UnpricedPolicy = .free,
        prices: String = "[{model: a, input: 1, output: 10}, {model: b, input: 0.1, output: 1}]"
    ) throws -> PipelineBench {
        let table = try PriceTable(file: "prices.yaml", bytes: Array("prices: \(prices)".utf8))
        let pipeline = try PipelineDecoderTests.decode(Self.pipeline)
        return PipelineBench(pipeline, asking: provider, prices: table, unpriced: unpriced)
    }

    private static func cost(_ event: JSONValue?) -> Int? { event?["cost"]?["nano_dollars"]?.integer }

    @Test func aStepCostsWhatAllItsAttemptsDo() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("half")
        provider.calls[0].fail(.providerOverloaded)
        bench.advance(.seconds(1))
        provider.calls[1].fail(.providerOverloaded)
        bench.advance(.seconds(1))
        #expect(provider.calls[2].request.model.model == "b")
        provider.calls[2].say("whole")
        provider.calls[2].finish()
        bench.settle()
        // 10 tokens of input each time, of `a` and then of `b`.
        let first = 20_000 + 10_000 + 1_100 + 900
        #expect(Self.cost(reader.last("step_complete")) == first)
        provider.calls[3].finish()
        bench.settle()
        #expect(Self.cost(reader.last("step_complete")) == 1_000)
        let end = try #require(reader.last("generation_complete"))
        #expect(Self.cost(end) == first + 1_000)
        #expect(end["cost"]?["dollars"] == "0.000033")
        #expect(end["step_costs"]?.array?.map { Self.cost($0) } == [first, 1_000])
        #expect(bench.generation?.log.charges.map(\.cost.amount.count) == [20_000, 10_000, 2_000, 1_000])
        #expect(bench.summaries.last.map { Int($0.cost.amount.count) } == first + 1_000)
    }

    @Test func whoAsksForCostsIsToldWhenACallIsOver() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        bench.showsCosts = true
        let reader = bench.read()
        provider.calls[0].fail(.providerOverloaded)
        bench.settle()
        let cost = try #require(reader.last("cost"))
        #expect(cost["step"] == "a" && cost["attempt"] == 1 && cost["model"] == "simulator/a")
        #expect(cost["usage"]?["input_tokens"] == 10)
        #expect(Self.cost(cost) == 10_000)
        bench.advance(.seconds(1))
        provider.calls[1].finish()
        bench.settle()
        #expect(reader.last("cost")?["total"]?["nano_dollars"] == 20_000)
        #expect(reader.last("cost")?["sequence"] == nil)
    }

    @Test func whoDoesNotAskIsToldNothingOfIt() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].finish()
        bench.settle()
        #expect(reader.last("cost") == nil)
    }

    @Test func aModelWithoutAPriceIsFreeAndCounted() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider, prices: "[{model: b, input: 0.1, output: 1}]")
        let reader = bench.read()
        provider.calls[0].finish()
        bench.settle()
        #expect(Self.cost(reader.last("step_complete")) == 0)
        #expect(reader.last("step_complete")?["cost"]?["unpriced_calls"] == 1)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_cost_unpriced_calls_total", #"model="a""#) == 1)
        #expect(
            scrape.text.contains(#"penstock_cost_unpriced_calls_total{provider="simulator",model="b"} 0"#)
        )
    }

    @Test func aModelWithoutAPriceIsNotAskedIfThatIsThePolicy() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider, unpriced: .refuse, prices: "[{model: b, input: 0.1, output: 1}]")
        bench.start()
        #expect(provider.calls.map(\.request.model.model) == ["b"])
        bench.generation?.cancel(reason: "enough")
        let helpless = try Self.bench(provider, unpriced: .refuse, prices: "[]")
        helpless.start()
        #expect(provider.calls.count == 1)
        #expect(helpless.fault?.type == .policyBudgetExceeded)
    }

    @Test func reachingTheLineStopsWhatRunsAndKeepsWhatItHas() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        bench.accounts?.spending.set(limit: NanoDollars(20_000))
        let reader = bench.read()
        provider.calls[0].say("whole")
        provider.calls[0].finish()
        bench.settle()
        #expect(bench.outcomes == [.error])
        let end = try #require(reader.last("generation_error"))
        #expect(end["error_type"] == "policy_budget_exceeded")
        #expect(end["missing"] == ["b"])
        #expect(Self.cost(end) == 21_000)
        #expect(provider.running == 0)
        #expect(bench.simulated.loop.timerCount == 0)
        #expect(Scrape(bench.registry).sum("penstock_steps_total", #"outcome="cancelled""#) == 1)
    }

    @Test func whatRunsIsStoppedWhenAnotherReachesTheLine() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        bench.accounts?.spending.set(limit: NanoDollars(15_000))
        let first = bench.start()
        bench.start()
        provider.calls[1].say("a")
        provider.calls[1].finish()
        bench.settle()
        #expect(bench.outcomes == [.error])
        #expect(first.log.end == nil)
        bench.advance(.seconds(1))
        #expect(bench.outcomes == [.error, .error])
        #expect(provider.calls[0].wasCancelled)
        // What it had used is charged beyond the line.
        #expect(first.log.charges.map(\.cost.amount.count) == [10_000])
    }
}
