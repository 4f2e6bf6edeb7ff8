import Metrics
import Platform
import Testing

@testable import Metrics

@Suite struct OpenMetricsTests {
    private static let exemplar = Exemplar(
        traceHigh: 0x0AF7_6519_16CD_43DD,
        traceLow: 0x8448_EB21_1C80_319C,
        span: 0x00F0_67AA_0BA9_02B7,
        time: Timestamp(unixNanoseconds: 1_520_879_607_789_123_456)
    )

    @Test func aCountersFamilyIsNamedWithoutTotal() {
        let registry = Registry(loops: 1)
        registry.counter("cost_dollars_total", "Spent \"so far\" \\ \n.", unit: .dollars).bind()
            .add(1_500_000_000, on: registry.shared)
        let text = scrape(registry, as: .openMetrics)
        #expect(
            text.contains(
                "# TYPE cost_dollars counter\n# UNIT cost_dollars dollars\n"
                    + "# HELP cost_dollars Spent \\\"so far\\\" \\\\ \\n.\ncost_dollars_total 1.5\n"
            )
        )
    }

    @Test func nothingFollowsItsEnd() {
        let text = scrape(Registry(loops: 1), as: .openMetrics)
        #expect(text.hasSuffix("\n# EOF\n"))
        #expect(text.split(separator: "\n").filter { $0 == "# EOF" }.count == 1)
    }

    @Test func aBucketShowsTheLatestTraceOfItsOwn() {
        let registry = Registry(loops: 1)
        let histogram = registry.histogram(
            "wait_seconds",
            "Waits.",
            unit: .seconds,
            bounds: HistogramBounds([.milliseconds(100), .seconds(1)]),
            detail: .exemplars
        ).bind()
        histogram.observe(.milliseconds(20), on: registry.shared)
        histogram.observe(.milliseconds(500), exemplar: Self.exemplar, on: registry.shard(ofLoop: 0))
        histogram.observe(.milliseconds(670), exemplar: Self.exemplar, on: registry.shard(ofLoop: 0))
        let labels = #"{trace_id="0af7651916cd43dd8448eb211c80319c",span_id="00f067aa0ba902b7"}"#
        #expect(
            lines(registry, of: "wait_seconds", as: .openMetrics).dropFirst(2) == [
                "# HELP wait_seconds Waits.",
                #"wait_seconds_bucket{le="0.1"} 1"#,
                #"wait_seconds_bucket{le="1.0"} 3 # "# + labels + " 0.67 1520879607.789",
                #"wait_seconds_bucket{le="+Inf"} 3"#,
                "wait_seconds_sum 1.19",
                "wait_seconds_count 3",
            ]
        )
        #expect(!scrape(registry).contains("trace_id"))
    }

    @Test func aFamilyThatKeepsNoExemplarsTakesThemAsObservations() {
        let registry = Registry(loops: 1)
        let histogram = registry.histogram("wait_seconds", "x", unit: .seconds, bounds: .requests).bind()
        histogram.observe(.seconds(1), exemplar: Self.exemplar, on: registry.shared)
        histogram.observe(.seconds(-1), exemplar: Self.exemplar, on: registry.shared)
        #expect(lines(registry, of: "wait_seconds_count").last == "wait_seconds_count 1")
        #expect(!scrape(registry, as: .openMetrics).contains(" # {"))
    }

    /// The numbers that the specification gives as examples ("Canonical Numbers"), as far as a bound can have them.
    @Test(arguments: [
        (1_000_000, "0.001"), (10_000_000, "0.01"), (100_000_000, "0.1"), (1_000_000_000, "1.0"),
        (10_000_000_000, "10.0"), (100_000, "0.0001"), (10_000, "1e-05"), (12_500, "1.25e-05"),
        (100_000_000_000_000, "100000.0"), (1_000_000_000_000_000, "1e+06"),
        (1_230_000_000_000_000, "1.23e+06"),
        (1, "1e-09"),
    ])
    func boundsAreCanonical(stored: Int64, text: String) {
        #expect(MetricUnit.seconds.canonical(stored) == text)
    }

    @Test func theSamplesOfBothTextFormatsAreTheSame() {
        let registry = Registry(loops: 1)
        registry.counter("runs_total", "x", labels: ["a"]).bind("b\"\\\n").add(on: registry.shared)
        registry.gauge("level", "x").bind().set(2.5)
        registry.histogram("wait_seconds", "x", unit: .seconds, bounds: .steps).bind()
            .observe(.seconds(3), on: registry.shared)
        func samples(_ format: ExpositionFormat) -> [Substring] {
            scrape(registry, as: format).split(separator: "\n").filter { !$0.hasPrefix("#") }
        }
        #expect(samples(.text) == samples(.openMetrics))
    }
}
