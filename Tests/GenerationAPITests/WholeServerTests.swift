import Platform
import Testing

/// Whatever clients and models do: every generation ends once, everybody who reads it has the same, the numbers agree
/// with that, and nothing is left behind.
///
/// A run follows from its seed. `PENSTOCK_SEED=7 swift test --filter WholeServerTests` runs that one alone.
@Suite struct WholeServerTests {
    private static let blocks = 50
    private static let seedsPerBlock = 20

    /// Only this one is to be run, if the environment says so.
    private static let wanted = Machine.environment["PENSTOCK_SEED"].flatMap { UInt64($0) }

    private static let seeds: [ClosedRange<UInt64>] =
        wanted.map { [$0...$0] }
        ?? (0..<blocks).map { UInt64($0 * seedsPerBlock)...UInt64(($0 + 1) * seedsPerBlock - 1) }
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
}
