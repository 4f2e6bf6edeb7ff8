import Platform
import Simulation
import Testing

/// Whatever clients and models do: every generation ends once, everybody who reads it has the same, the numbers agree
/// with that, and nothing is left behind.
///
/// A run follows from its seed. `PENSTOCK_SEED=7 swift test --filter WholeServerTests` runs that one alone.
@Suite struct WholeServerTests {
    /// A thousand seeds, unless `PENSTOCK_SEEDS` says how many.
    private static let count = Machine.environment["PENSTOCK_SEEDS"].flatMap { Int($0) } ?? 1_000
    private static let seedsPerBlock = 20

    /// Only this one is to be run, if the environment says so.
    private static let wanted = Machine.environment["PENSTOCK_SEED"].flatMap { UInt64($0) }

    private static let seeds: [ClosedRange<UInt64>] =
        wanted.map { [$0...$0] }
        ?? (0..<max(1, count / seedsPerBlock)).map {
            UInt64($0 * seedsPerBlock)...UInt64(($0 + 1) * seedsPerBlock - 1)
        }
    private static let replayed = wanted.map { $0...$0 } ?? 1...10

    @Test(arguments: seeds)
    func nothingIsLostDoubledLeakedOrMiscounted(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            for fault in SimulationVerdict(of: try ServerSimulation(seed: seed)).faults {
                Issue.record("PENSTOCK_SEED=\(seed): \(fault)")
            }
        }
    }

    @Test(arguments: replayed)
    func aSeedReplaysToTheByte(seed: UInt64) throws {
        let first = SimulationVerdict(of: try ServerSimulation(seed: seed)).transcript
        let second = SimulationVerdict(of: try ServerSimulation(seed: seed)).transcript
        let isSame = first == second
        #expect(isSame && first.count > 1_000)
    }

    /// A run in which nothing happens shows nothing.
    @Test(arguments: [
        ("generations_total", ["complete", "error", "cancelled", "abandoned"]),
        ("steps_total", ["ok", "error", "timeout", "cancelled", "skipped"]),
        (
            "step_failures_total",
            [
                "timeout_idle", "timeout_first_token", "timeout_step", "timeout_deadline", "output_not_json",
                "output_check_failed", "output_length", "provider_truncated", "provider_rate_limited",
            ]
        ),
        ("step_retries_total", [""]), ("step_fallbacks_total", [""]),
        ("step_hedges_total", ["won", "lost", "failed"]),
        ("streams_ended_total", ["complete", "client_disconnect", "write_timeout", "server_shutdown"]),
        ("stream_resumes_total", ["replayed", "gap", "refused"]), ("stream_events_coalesced_total", [""]),
        ("admission_rejections_total", ["draining", "generations"]),
        ("generations_evicted_total", ["time", "count", "deleted"]),
    ])
    func whatTheRunsAreForHappensInThem(family: String, values: [String]) throws {
        for value in values {
            let count = try Self.sample.get().reduce(0) { sum, metrics in
                sum + metrics.sum("penstock_\(family)", value.isEmpty ? "" : "\"\(value)\"")
            }
            #expect(count > 0, "\(value)")
        }
    }

    private static let sample = Result {
        try (0 as UInt64..<100).map { seed in
            let simulation = try ServerSimulation(seed: seed)
            simulation.run()
            simulation.expire()
            defer { _ = simulation.server.stop() }
            return simulation.server.metrics
        }
    }
}
