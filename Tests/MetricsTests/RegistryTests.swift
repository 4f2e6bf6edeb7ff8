import Metrics
import Testing

@testable import Metrics

@Suite struct RegistryTests {
    @Test(arguments: [
        (MetricDescriptor("1st_total", "x", kind: .counter), RegistrationFault.invalidName("1st_total")),
        (MetricDescriptor("a:b_total", "x", kind: .counter), .invalidName("a:b_total")),
        (MetricDescriptor("a_total", "", kind: .counter), .missingHelp("a_total")),
        (MetricDescriptor("a", "x", kind: .counter), .missingSuffix("_total", name: "a")),
        (MetricDescriptor("a_total", "x", kind: .gauge), .reservedSuffix("_total", name: "a_total")),
        (MetricDescriptor("a_count", "x", kind: .gauge), .reservedSuffix("_count", name: "a_count")),
        (
            MetricDescriptor("wait_total", "x", kind: .counter, unit: .seconds),
            .missingSuffix("_seconds", name: "wait_total")
        ),
        (
            MetricDescriptor("a_total", "x", kind: .counter, labels: ["le"]),
            .invalidLabel("le", family: "a_total")
        ),
        (
            MetricDescriptor("a_total", "x", kind: .counter, labels: ["b", "b"]),
            .invalidLabel("b", family: "a_total")
        ),
        (
            MetricDescriptor("a_total", "x", kind: .counter, labels: ["__b"]),
            .invalidLabel("__b", family: "a_total")
        ),
        (MetricDescriptor("h", "x", kind: .histogram(bounds: [2, 1])), .unorderedBounds("h")),
        (MetricDescriptor("h", "x", kind: .histogram(bounds: [0, 1])), .unorderedBounds("h")),
    ])
    func aFamilyThatWouldConfuseItsReadersIsRefused(descriptor: MetricDescriptor, fault: RegistrationFault) {
        #expect(throws: fault) { try Registry(loops: 1).add(descriptor) }
    }

    @Test func familiesMustNotClashThroughTheirSeries() throws {
        let registry = Registry(loops: 1)
        _ = registry.histogram("wait_seconds", "x", unit: .seconds, bounds: .requests)
        #expect(throws: RegistrationFault.clash("wait_seconds", with: "wait_seconds")) {
            try registry.add(MetricDescriptor("wait_seconds", "x", kind: .gauge, unit: .seconds))
        }
    }

    @Test func theSameLabelsAreTheSameSeries() {
        let registry = Registry(loops: 1)
        let family = registry.counter("runs_total", "x", labels: ["a"])
        family.bind("1").add(on: registry.shared)
        family.bind("1").add(on: registry.shared)
        #expect(lines(registry, of: "runs_total").last == #"runs_total{a="1"} 2"#)
    }

    @Test func beyondItsCapAFamilyKeepsTheOutcomeTrue() throws {
        let registry = Registry(loops: 1)
        let family = CounterFamily(
            family: try registry.add(
                MetricDescriptor(
                    "runs_total",
                    "x",
                    kind: .counter,
                    labels: ["model", "outcome"],
                    labelsKept: ["outcome"],
                    seriesMax: 4
                )
            )
        )
        for model in 0..<100 {
            family.bind("m\(model)", "ok").add(on: registry.shared)
            family.bind("m\(model)", "error").add(2, on: registry.shared)
        }
        let series = lines(registry, of: "runs_total").dropFirst(2)
        #expect(series.count == 6)
        #expect(series.contains(#"runs_total{model="other",outcome="ok"} 98"#))
        #expect(series.contains(#"runs_total{model="other",outcome="error"} 196"#))
        let overflow = "penstock_metrics_overflow_total"
        #expect(lines(registry, of: overflow).last == "\(overflow){family=\"runs_total\"} 196")
    }

    @Test func theStepBoundsResolveADoubling() {
        let bounds = HistogramBounds.steps.values.map { Double($0) / 1e9 }
        let answering = bounds.filter { $0 >= 0.25 && $0 <= 120 }
        for (lower, upper) in zip(answering, answering.dropFirst()) { #expect(upper / lower < 1.3) }
        #expect(bounds == bounds.sorted())
        #expect(bounds.last ?? 0 >= 1_800)
        #expect(bounds.count <= 64)
    }
}
