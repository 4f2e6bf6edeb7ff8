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
            measure("counter_\(threads)", threads, registry, counter)
            measure("histogram_\(threads)", threads, registry, classic)
            measure("native_histogram_\(threads)", threads, registry, native)
        }
    }

    /// Nanoseconds of processor time of one recording, on each of the threads, which record at the same time.
    ///
    /// Processor time, because others may use the machine's processors too.
    private func measure(_ name: String, _ threads: Int, _ registry: Registry, _ handle: some Recordable) {
        let total = Lock(0.0)
        let workers = (0..<threads).map { index in
            let shard = registry.shard(ofLoop: index)
            let seconds = seconds
            return Thread(named: name) {
                let cost = Self.cost(seconds, shard, handle)
                total.withLock { $0 += cost }
            }
        }
        for worker in workers { worker.join() }
        RegistryBenchmark.report(name, total.withLock { $0 } / Double(threads))
    }

    private static func cost(_ seconds: Double, _ shard: Shard, _ handle: some Recordable) -> Double {
        let clock = SystemClock()
        let begun = clock.now()
        let used = processorNanoseconds
        var recorded = 0
        var value: Int64 = 1
        while true {
            for _ in 0..<batch {
                // Values all over the buckets, from a microsecond to half a minute.
                value = (value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407) & .max
                handle.record((value >> 28) & 0x7_FFFF_FFFF, on: shard)
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

/// A handle of any kind.
protocol Recordable: Sendable {
    func record(_ value: Int64, on shard: Shard)
}

// Called, as the program calls them: a loop of nothing else could be made one addition.
extension Counter: Recordable {
    @inline(never)
    func record(_ value: Int64, on shard: Shard) { add(on: shard) }
}

extension Histogram: Recordable {
    @inline(never)
    func record(_ value: Int64, on shard: Shard) { observe(value, on: shard) }
}
