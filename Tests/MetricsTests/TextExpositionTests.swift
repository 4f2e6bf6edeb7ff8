import Metrics
import Testing

@Suite struct TextExpositionTests {
    @Test func aBoundCounterStandsAtZeroBeforeItIsUsed() {
        let registry = Registry(loops: 1)
        let family = registry.counter("runs_total", "Runs.", labels: ["pipeline", "outcome"])
        _ = family.bind("content", "complete")
        #expect(
            lines(registry, of: "runs_total") == [
                "# HELP runs_total Runs.",
                "# TYPE runs_total counter",
                #"runs_total{pipeline="content",outcome="complete"} 0"#,
            ]
        )
    }

    @Test func whatEveryShardCountedIsSummed() {
        let registry = Registry(loops: 2)
        let counter = registry.counter("runs_total", "Runs.").bind()
        counter.add(1, on: registry.shard(ofLoop: 0))
        counter.add(20, on: registry.shard(ofLoop: 1))
        counter.add(300, on: registry.shared)
        #expect(lines(registry, of: "runs_total").last == "runs_total 321")
    }

    @Test func moneyAndTimeAreExactDecimals() {
        let registry = Registry(loops: 1)
        registry.counter("cost_dollars_total", "Spent.", unit: .dollars).bind().add(
            1_500_000_001,
            on: registry.shared
        )
        #expect(lines(registry, of: "cost_dollars_total").last == "cost_dollars_total 1.500000001")
    }

    @Test func aHistogramsBucketsAreCumulativeAndInclusive() {
        let registry = Registry(loops: 1)
        let bounds = HistogramBounds([.milliseconds(100), .seconds(1), .seconds(10)])
        let histogram = registry.histogram("wait_seconds", "Waits.", unit: .seconds, bounds: bounds).bind()
        for duration in [Duration.zero, .milliseconds(100), .milliseconds(101), .seconds(10), .seconds(11)] {
            histogram.observe(duration, on: registry.shard(ofLoop: 0))
        }
        #expect(
            lines(registry, of: "wait_seconds") == [
                "# HELP wait_seconds Waits.",
                "# TYPE wait_seconds histogram",
                #"wait_seconds_bucket{le="0.1"} 2"#,
                #"wait_seconds_bucket{le="1.0"} 3"#,
                #"wait_seconds_bucket{le="10.0"} 4"#,
                #"wait_seconds_bucket{le="+Inf"} 5"#,
                "wait_seconds_sum 21.201",
                "wait_seconds_count 5",
            ]
        )
    }

    @Test func aNegativeObservationIsRefusedAndCounted() {
        let registry = Registry(loops: 1)
        let histogram = registry.histogram("wait_seconds", "Waits.", unit: .seconds, bounds: .requests).bind()
        histogram.observe(.seconds(-1), on: registry.shared)
        #expect(lines(registry, of: "wait_seconds").last == "wait_seconds_count 0")
        let rejections = "penstock_metrics_rejected_observations_total"
        #expect(lines(registry, of: rejections).last == "\(rejections) 1")
    }

    @Test func labelsAndHelpTextsAreEscapedAsTheirFormatSays() {
        let registry = Registry(loops: 1)
        let family = registry.counter("odd_total", "A \\ and a \n and a \".", labels: ["name"])
        family.bind("a\"b\\c\nd\r€").add(on: registry.shared)
        #expect(
            scrape(registry).contains(
                "# HELP odd_total A \\\\ and a \\n and a \".\n# TYPE odd_total counter\n"
                    + "odd_total{name=\"a\\\"b\\\\c\\nd\r€\"} 1\n"
            )
        )
    }

    @Test(arguments: [
        (0.0, "0"), (1.0, "1"), (-2.5, "-2.5"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (1_700_000_000.25, "1700000000.25"),
    ])
    func gaugesPrintAsPrometheusReadsThem(value: Double, text: String) {
        let registry = Registry(loops: 1)
        registry.gauge("level", "Level.").bind().set(value)
        #expect(lines(registry, of: "level").last == "level \(text)")
    }

    @Test func upDownCountersMayBeMovedFromAnyLoop() {
        let registry = Registry(loops: 2)
        let active = registry.upDownCounter("active", "Now.").bind()
        active.increment(on: registry.shard(ofLoop: 0))
        active.increment(on: registry.shard(ofLoop: 0))
        active.decrement(on: registry.shard(ofLoop: 1))
        #expect(lines(registry, of: "active").last == "active 1")
        active.decrement(on: registry.shared)
        active.decrement(on: registry.shared)
        #expect(lines(registry, of: "active").last == "active -1")
    }

    @Test func familiesAreSortedAndAScrapeInPiecesIsTheSame() {
        let registry = Registry(loops: 1)
        for name in ["zeta_total", "alpha_total", "mid_total"] {
            let family = registry.counter(name, "Help.", labels: ["x"])
            for label in 0..<10 { _ = family.bind(String(label)) }
        }
        let whole = scrape(registry)
        #expect(scrape(registry, pieces: 1) == whole)
        #expect(scrape(registry, pieces: 100) == whole)
        let names = whole.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        #expect(names == names.sorted())
        #expect(whole.last == "\n")
    }

    @Test func collectedValuesAreAskedForAtEachScrape() {
        struct Queue: Collector {
            let descriptors = [MetricDescriptor("queue_length", "Waiting.", kind: .gauge, labels: ["queue"])]
            func collect(_ report: (String, [String], Double) -> Void) {
                report("queue_length", ["a"], 3)
            }
        }
        let registry = Registry(loops: 1)
        registry.add(Queue())
        #expect(lines(registry, of: "queue_length").last == #"queue_length{queue="a"} 3"#)
    }
}
