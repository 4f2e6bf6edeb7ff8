import Glibc
import Metrics
import Platform

/// What it costs to record, with handles that were bound before.
struct Recording {
    let seconds: Double

    private static let batch = 1_000_000

    func run() {
        let registry = Registry(loops: 2)
        let counter = registry.counter("runs_total", "x").bind()
        let bounds = HistogramBounds.exponential(from: .milliseconds(1), to: .seconds(16), factor: 1.67)
        let classic = registry.histogram("classic_seconds", "x", unit: .seconds, bounds: bounds).bind()
        let native = registry.histogram(
            "native_seconds",
            "x",
            unit: .seconds,
            bounds: bounds,
            detail: .native
        ).bind()
        for threads in [1, 2] {
            measure("counter_\(threads)", threads, registry) { shard, _ in counter.add(on: shard) }
            measure("histogram_\(threads)", threads, registry) { shard, value in
                classic.observe(value, on: shard)
            }
            measure("native_histogram_\(threads)", threads, registry) { shard, value in
                native.observe(value, on: shard)
            }
        }
    }

    /// Nanoseconds of processor time of one recording, on each of the threads, which record at the same time.
    ///
    /// Processor time, because others may use the machine's processors too.
    @inline(__always)
    private func measure(
        _ name: String,
        _ threads: Int,
        _ registry: Registry,
        _ record: @escaping @Sendable (Shard, Int64) -> Void
    ) {
        let total = Lock(0.0)
        let workers = (0..<threads).map { index in
            let shard = registry.shard(ofLoop: index)
            let seconds = seconds
            return Thread(named: name) {
                let cost = Self.cost(seconds, shard, record)
                total.withLock { $0 += cost }
            }
        }
        for worker in workers { worker.join() }
        RegistryBenchmark.report(name, total.withLock { $0 } / Double(threads))
    }

    @inline(__always)
    private static func cost(_ seconds: Double, _ shard: Shard, _ record: (Shard, Int64) -> Void) -> Double {
        let clock = SystemClock()
        let begun = clock.now()
        let used = processorNanoseconds
        var recorded = 0
        var value: Int64 = 1
        while true {
            for _ in 0..<batch {
                // Values all over the buckets, from a microsecond to half a minute.
                value = (value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407) & .max
                record(shard, (value >> 28) & 0x7_FFFF_FFFF)
            }
            recorded += batch
            let elapsed = begun.duration(to: clock.now())
            if elapsed.inSeconds >= seconds { return (processorNanoseconds - used) / Double(recorded) }
        }
    }

    private static var processorNanoseconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
