internal import Platform
internal import Synchronization

/// A bound histogram: one series of per-bucket counts and a sum.
///
/// Cumulative counts and `_count` are derived when it is read, so that they cannot contradict the buckets. A
/// sequence lock per shard keeps the sum together with its buckets: its number is odd while an observation is being
/// written. In the shared column it is also what keeps two writers apart.
package struct Histogram: Sendable {
    let cell: CellPointer
    let bounds: BoundsPointer
    /// The bounds of the native buckets, if the family asked for them.
    let native: BoundsPointer?
    /// Where exemplars are kept, if the family asked for them.
    let exemplars: ExemplarPointer?
    let rejected: Counter

    private static let sequence = 0
    private static let sum = 1
    private static let firstBucket = 2

    static func cellCount(bounds: Int, isNative: Bool) -> Int {
        firstBucket + bounds + 1 + (isNative ? NativeBuckets.count : 0)
    }

    package func observe(_ duration: Duration, on shard: Shard) {
        observe(duration.wholeNanoseconds, on: shard)
    }

    /// Records `value` in the unit's stored form, such as nanoseconds; a negative one is refused and counted.
    package func observe(_ value: Int64, on shard: Shard) {
        guard value >= 0 else { return rejected.add(on: shard) }
        record(value, inBucket: bounds.bucket(of: value), shard)
    }

    /// Records a duration, and which span it was if that can be looked up.
    package func observe(_ duration: Duration, exemplar: Exemplar?, on shard: Shard) {
        guard let exemplar else { return observe(duration, on: shard) }
        let value = duration.wholeNanoseconds
        guard value >= 0 else { return rejected.add(on: shard) }
        let bucket = bounds.bucket(of: value)
        record(value, inBucket: bucket, shard)
        exemplars?.store(exemplar, value: value, inBucket: bucket)
    }

    private func record(_ value: Int64, inBucket bucket: Int, _ shard: Shard) {
        let sequence = unsafe cell.pointer(Self.sequence, shard)
        let before = unsafe shard.isShared ? enter(sequence) : sequence.pointee.load(ordering: .relaxed)
        if !shard.isShared {
            unsafe sequence.pointee.store(before &+ 1, ordering: .relaxed)
        }
        atomicMemoryFence(ordering: .releasing)
        increase(Self.firstBucket &+ bucket, by: 1, shard)
        increase(Self.sum, by: UInt64(value), shard)
        if let native {
            increase(Self.firstBucket &+ bounds.count &+ 1 &+ native.bucket(of: value), by: 1, shard)
        }
        unsafe sequence.pointee.store(before &+ 2, ordering: .releasing)
    }

    /// Waits for the shared column's turn, and takes it by making the number odd.
    private func enter(_ sequence: UnsafeMutablePointer<Cell>) -> UInt64 {
        var patience = Patience()
        while true {
            let seen = unsafe sequence.pointee.load(ordering: .relaxed)
            if seen & 1 == 0 {
                let (exchanged, _) = unsafe sequence.pointee.weakCompareExchange(
                    expected: seen,
                    desired: seen &+ 1,
                    ordering: .acquiring
                )
                if exchanged { return seen }
            }
            patience.wait()
        }
    }

    @inline(__always)
    private func increase(_ index: Int, by amount: UInt64, _ shard: Shard) {
        let target = unsafe cell.pointer(index, shard)
        let before = unsafe target.pointee.load(ordering: .relaxed)
        unsafe target.pointee.store(before &+ amount, ordering: .relaxed)
    }

    /// Reads the first buckets of one shard as they were at one moment: the classic ones, then the native ones.
    ///
    /// - Returns: The sum of that moment.
    func readColumn(_ shard: Shard, into column: inout [UInt64]) -> UInt64 {
        var patience = Patience()
        while true {
            let before = cell.load(at: Self.sequence, shard, ordering: .acquiring)
            if before & 1 == 0 {
                for bucket in column.indices {
                    column[bucket] = cell.load(at: Self.firstBucket + bucket, shard)
                }
                let sum = cell.load(at: Self.sum, shard)
                atomicMemoryFence(ordering: .acquiring)
                if cell.load(at: Self.sequence, shard) == before { return sum }
            }
            patience.wait()
        }
    }
}
