internal import Synchronization

/// Where a series' first cell stands in the shared column; the same place exists in every shard.
///
/// A plain address, so that handles are trivial values: a reference would be counted, and two loops counting
/// the same reference would share a cache line. It is valid while its registry lives.
@safe struct CellPointer: Sendable {
    let address: UInt

    /// Adds on behalf of `shard`: without a read-modify-write where the shard has one writer.
    func add(_ amount: UInt64, at index: Int, on shard: Shard) {
        let cell = unsafe pointer(index, shard)
        if shard.isShared {
            _ = unsafe cell.pointee.wrappingAdd(amount, ordering: .relaxed)
        } else {
            let before = unsafe cell.pointee.load(ordering: .relaxed)
            unsafe cell.pointee.store(before &+ amount, ordering: .relaxed)
        }
    }

    func store(_ value: UInt64, at index: Int) {
        unsafe pointer(index, Shard(offset: 0)).pointee.store(value, ordering: .relaxed)
    }

    func load(at index: Int, _ shard: Shard, ordering: Ordering = .relaxed) -> UInt64 {
        let cell = unsafe pointer(index, shard)
        return switch ordering {
        case .relaxed: unsafe cell.pointee.load(ordering: .relaxed)
        case .acquiring: unsafe cell.pointee.load(ordering: .acquiring)
        }
    }

    enum Ordering { case relaxed, acquiring }

    /// The sum over all columns.
    func sum(at index: Int, shardCount: Int) -> UInt64 {
        var total: UInt64 = 0
        for column in 0..<shardCount {
            total &+= load(at: index, Shard(offset: column * CellStore.columnBytes))
        }
        return total
    }

    @unsafe func pointer(_ index: Int, _ shard: Shard) -> UnsafeMutablePointer<Cell> {
        let offset = shard.offset + index * MemoryLayout<Cell>.stride
        return unsafe UnsafeMutableRawPointer(bitPattern: address + UInt(offset))
            .unsafelyUnwrapped.assumingMemoryBound(to: Cell.self)
    }
}
