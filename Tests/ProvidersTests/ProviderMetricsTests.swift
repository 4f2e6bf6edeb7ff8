import Events
import Metrics
import Providers
import Simulation
import Testing

@Suite struct ProviderMetricsTests {
    private let registry = Registry(loops: 1)

    private func count(_ outcome: ModelCallSummary.Outcome, _ type: ErrorType?, _ usage: Usage) -> Scrape {
        let metrics = ProviderMetrics(registry, openTelemetry: true)
            .bind(ModelReference(provider: "vendor", model: "m"))
        let call = ModelCallSummary(
            outcome,
            type,
            duration: .seconds(3),
            textDuration: .seconds(2),
            usage: usage
        )
        metrics.ended(call, nil, on: registry.shared)
        return Scrape(registry)
    }

    @Test func tokensOfEveryKindAreInputOrOutput() {
        var usage = Usage(input: 1, output: 1_000)
        usage.cachedInput = 10
        usage.cacheWrite = 100
        usage.reasoning = 10_000
        let scrape = count(.ok, nil, usage)
        let family = "gen_ai_client_token_usage"
        #expect(scrape.sum(family + "_sum", #"gen_ai_token_type="input""#) == 111)
        #expect(scrape.sum(family + "_sum", #"gen_ai_token_type="output""#) == 11_000)
        let buckets = (
            scrape.sum(family + "_bucket", #"le="64.0""#), scrape.sum(family + "_bucket", #"le="256.0""#)
        )
        #expect(buckets == (0, 1))
    }

    /// What ended a call, and what the conventions' `error.type` then says.
    @Test(arguments: [
        (ModelCallSummary.Outcome.ok, nil, ""),
        (.error, ErrorType.providerOverloaded, "provider_overloaded"),
        (.cancelled, .timeoutIdle, "timeout_idle"),
        (.cancelled, nil, "cancelled"),
    ])
    func everyCallIsTimedOnceByWhyItEnded(outcome: ModelCallSummary.Outcome, type: ErrorType?, label: String)
    {
        let scrape = count(outcome, type, Usage(output: 4))
        let family = "gen_ai_client_operation_duration_seconds_count"
        #expect(scrape.sum(family) == 1)
        #expect(scrape.sum(family, "error_type=\"\(label)\"") == 1)
        #expect(scrape.sum("penstock_provider_request_duration_seconds_sum") == 3)
        #expect(scrape.sum("penstock_provider_time_per_output_token_seconds_sum") == 0.5)
    }
}
