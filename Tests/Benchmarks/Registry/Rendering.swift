import Bytes
import Metrics
import Platform

/// What a scrape costs.
enum Rendering {
    static func renderMixed(seconds: Double) {
        let registry = Registry(loops: 2)
        let histograms = registry.histogram(
            "wait_seconds",
            "Waits.",
            unit: .seconds,
            bounds: .exponential(from: .milliseconds(1), to: .seconds(16), factor: 1.67),
            labels: ["pipeline", "step"]
        )
        for index in 0..<1_000 {
            let histogram = histograms.bind("content", "step\(index)")
            for value in 0..<100 { histogram.observe(.milliseconds(value * index), on: registry.shared) }
        }
        bindCounters(10_000, registry)
        for (name, format) in [
            ("render_text", ExpositionFormat.text), ("render_openmetrics", .openMetrics),
            ("render_protobuf", .protobuf),
        ] {
            RegistryBenchmark.report(name, 1e6 * cost(of: registry, format, seconds: seconds))
        }
    }

    static func renderCounters(_ count: Int) {
        let registry = Registry(loops: 2)
        bindCounters(count, registry)
        let cost = cost(of: registry, .text, seconds: 0.5)
        RegistryBenchmark.report("sample_\(count)", 1e9 * cost / Double(count))
    }

    /// In families of a thousand series.
    private static func bindCounters(_ count: Int, _ registry: Registry) {
        for family in 0..<(count + 999) / 1_000 {
            let counters = registry.counter("runs\(family)_total", "Runs.", labels: ["pipeline", "step"])
            for index in 0..<min(1_000, count - family * 1_000) {
                counters.bind("content", "step\(index)").add(UInt64(index * 1_001), on: registry.shared)
            }
        }
    }

    /// Seconds of one scrape, rendered in the pieces in which it is sent.
    private static func cost(of registry: Registry, _ format: ExpositionFormat, seconds: Double) -> Double {
        let clock = SystemClock()
        var buffer = ByteBuffer(capacity: 1 << 16)
        var scrapes = 0
        var begun = clock.now()
        while true {
            var exposition = Exposition(of: registry, as: format)
            while exposition.render(into: &buffer, until: 32 * 1_024) { buffer.removeAll() }
            buffer.removeAll()
            scrapes += 1
            let elapsed = begun.duration(to: clock.now()).inSeconds
            if scrapes == 1 { begun = clock.now() }
            if scrapes > 2, elapsed >= seconds { return elapsed / Double(scrapes - 1) }
        }
    }
}
