import Costs
import Events
import Platform
import Simulation
import Testing

@testable import Pipelines

/// What the server says that generations cost is what their providers would bill, to the nano-dollar, whatever became of them.
@Suite struct CostTruthTests {
    private static let pipeline = """
        name: p
        on_disconnect: cancel
        steps:
          - id: draft
            kind: model
            models: [simulator/dear, simulator/cheap]
            prompt: Write at some length about {{input.topic}}, please.
            timeouts: {first_token: 2s, idle: 2s, total: 20s}
            retry: {attempts: 2, wait: 100ms, longest: 1s}
          - id: polish
            kind: model
            models: [simulator/cheap]
            prompt: Polish {{steps.draft}}
            timeouts: {first_token: 2s, idle: 2s, total: 20s}
            retry: {attempts: 2, wait: 100ms, longest: 1s}
          - id: review
            kind: model
            optional: true
            needs: [draft]
            models: [simulator/odd]
            prompt: Review {{steps.draft}}
            timeouts: {first_token: 2s, idle: 2s, total: 20s}
        result: steps.polish
        """

    /// Nano-dollars for a million tokens: input, cached input, cache write, output, reasoning; and for a call.
    private static let rates: [String: [Int64]] = [
        "simulator/dear": [15_000_000_000, 1_500_000_000, 18_750_000_000, 75_000_000_000, 75_000_000_000, 0],
        "simulator/cheap": [37_500_000, 9_375_000, 37_500_000, 150_000_001, 150_000_001, 0],
        "simulator/odd": [1, 333_333, 999_999_999, 1_234_567_891, 7, 1_000_003],
    ]

    private static let prices = """
        prices:
          - {model: dear, input: 15, cached_input: 1.50, cache_write: 18.75, output: 75}
          - {model: cheap, input: 0.0375, cached_input: 0.009375, output: 0.150000001}
          - model: odd
            input: 0.000000001
            cached_input: 0.000333333
            cache_write: 0.999999999
            output: 1.234567891
            reasoning: 0.000000007
            per_request: 0.001000003
        """

    /// What a vendor's own books say, by arithmetic of their own: twice the price of a millionth, so that half is whole.
    private static func bill(_ usage: Usage, of model: String) -> Int128 {
        let tokens = [usage.input, usage.cachedInput, usage.cacheWrite, usage.output, usage.reasoning]
        guard let rates = rates[model], tokens.contains(where: { $0 > 0 }) else { return 0 }
        let sum = zip(tokens, rates).reduce(0 as Int128) { $0 + 2 * Int128($1.0) * Int128($1.1) }
        return (sum + 1_000_000) / 2_000_000 + Int128(rates[5])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func tenThousandGenerationsCostWhatTheirProviderCounted(seed: UInt64) throws {
        let provider = MeteredProvider(seed: seed)
        let prices = try PriceTable(file: "prices.yaml", bytes: Array(Self.prices.utf8))
        let pipeline = try PipelineDecoderTests.decode(Self.pipeline)
        let bench = PipelineBench(pipeline, asking: provider, prices: prices)
        var random = SeededRandomness(seed: seed)
        for _ in 0..<1_000 { live(one: bench, &random) }
        try check(bench, provider)
        // All of it has happened.
        #expect(Set(bench.outcomes) == [.complete, .error, .cancelled, .abandoned])
        #expect(bench.summaries.contains { $0.retries > 0 })
        #expect(bench.summaries.contains { $0.fallbacks > 0 })
    }

    /// One generation, whose reader stays, leaves or calls it off at some time.
    private func live(one bench: PipelineBench, _ random: inout SeededRandomness) {
        let before = bench.summaries.count
        let client = bench.connect()
        bench.simulated.settle()
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            bench.advance(.milliseconds(Int.random(in: 0...8_000, using: &random)))
            client.reset()
        case 1:
            bench.advance(.milliseconds(Int.random(in: 0...8_000, using: &random)))
            bench.generation?.cancel(reason: "enough")
        default: break
        }
        while bench.summaries.count == before { bench.advance(.seconds(5)) }
    }

    private func check(_ bench: PipelineBench, _ provider: MeteredProvider) throws {
        let told = provider.bills.filter { $0.estimate == nil }
        let untold = provider.bills.compactMap { bill in bill.estimate.map { (bill.model, bill.used, $0) } }
        let billed = told.reduce(0 as Int128) { $0 + Self.bill($1.used, of: $1.model) }
        let estimated = untold.reduce(0 as Int128) { $0 + Self.bill($1.2, of: $1.0) }
        let untoldTruth = untold.reduce(0 as Int128) { $0 + Self.bill($1.1, of: $1.0) }
        // An estimate that passed for a figure, or the other way round, would be seen.
        #expect(untold.count > 100 && estimated != untoldTruth)
        let total = try #require(bench.accounts?.ledger.report(LedgerQuery())).total
        #expect(Int128(total.cost.amount.count) == billed + estimated)
        #expect(Int128(total.cost.estimated.count) == estimated)
        #expect(total.calls == provider.bills.count)
        #expect(total.estimatedCalls == untold.count)
        #expect(total.cost.unpricedCalls == 0)
        let summed = bench.summaries.reduce(into: Cost()) { $0 += $1.cost }
        #expect(summed == total.cost)
        let scrape = Scrape(bench.registry)
        func nano(_ family: String) -> Int128 { Int128((scrape.sum(family) * 1e9).rounded()) }
        #expect(nano("penstock_cost_dollars_total") == billed + estimated)
        #expect(nano("penstock_cost_estimated_dollars_total") == estimated)
        for model in Self.rates.keys {
            let bills = provider.bills.filter { $0.model == model }
            let cost = bills.reduce(0 as Int128) { $0 + Self.bill($1.estimate ?? $1.used, of: model) }
            let rows = try #require(bench.accounts?.ledger.report(LedgerQuery(by: [.model]))).rows
            let row = try #require(rows.first { $0.values == [model] })
            #expect(Int128(row.sums.cost.amount.count) == cost)
            #expect(row.sums.calls == bills.count)
        }
    }
}
