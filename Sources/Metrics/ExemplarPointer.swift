internal import Platform
internal import Synchronization

/// Where a series keeps one exemplar for each bucket; shared by all threads, because examples are few.
///
/// A sequence number guards each slot: 0 while it is empty, odd while it is being written. Nobody waits for it: who
/// finds a slot in use leaves it, and the example that is there is as good.
struct ExemplarPointer: Sendable {
    private let cell: CellPointer

    private enum Word: Int, CaseIterable { case sequence, traceHigh, traceLow, span, value, time }

    init(_ cell: CellPointer) {
        self.cell = cell
    }

    static func cellCount(buckets: Int) -> Int { buckets * Word.allCases.count }

    func store(_ exemplar: Exemplar, value: Int64, inBucket bucket: Int) {
        let sequence = unsafe cell.pointer(index(.sequence, bucket), shard)
        let before = unsafe sequence.pointee.load(ordering: .relaxed)
        guard before & 1 == 0,
            unsafe sequence.pointee.compareExchange(
                expected: before,
                desired: before &+ 1,
                ordering: .acquiring
            ).exchanged
        else { return }
        atomicMemoryFence(ordering: .releasing)
        set(.traceHigh, bucket, exemplar.traceHigh)
        set(.traceLow, bucket, exemplar.traceLow)
        set(.span, bucket, exemplar.span)
        set(.value, bucket, UInt64(bitPattern: value))
        set(.time, bucket, UInt64(bitPattern: exemplar.time.unixNanoseconds))
        unsafe sequence.pointee.store(before &+ 2, ordering: .releasing)
    }

    /// The bucket's exemplar with the value that was observed; nil if there is none, or it is just being replaced.
    func load(bucket: Int) -> (exemplar: Exemplar, value: Int64)? {
        let before = cell.load(at: index(.sequence, bucket), shard, ordering: .acquiring)
        guard before != 0, before & 1 == 0 else { return nil }
        let exemplar = Exemplar(
            traceHigh: get(.traceHigh, bucket),
            traceLow: get(.traceLow, bucket),
            span: get(.span, bucket),
            time: Timestamp(unixNanoseconds: Int64(bitPattern: get(.time, bucket)))
        )
        let value = Int64(bitPattern: get(.value, bucket))
        atomicMemoryFence(ordering: .acquiring)
        return cell.load(at: index(.sequence, bucket), shard) == before ? (exemplar, value) : nil
    }

    private var shard: Shard { Shard(offset: 0) }

    private func index(_ word: Word, _ bucket: Int) -> Int { bucket * Word.allCases.count + word.rawValue }

    private func set(_ word: Word, _ bucket: Int, _ value: UInt64) {
        cell.store(value, at: index(word, bucket))
    }

    private func get(_ word: Word, _ bucket: Int) -> UInt64 {
        cell.load(at: index(word, bucket), shard)
    }
}
