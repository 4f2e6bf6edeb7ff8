internal import Platform
internal import Synchronization

typealias Cell = Atomic<UInt64>

/// The memory of all cells of a registry: for each shard a column of the same layout.
///
/// Columns are aligned and padded so that two loops never write to the same pair of cache lines. Cells are
/// handed out and live as long as the store.
final class CellStore: Sendable {
    /// Bytes of one column of one slab: a page or two, so that small registries stay small.
    static let columnBytes = 16_384
    /// Two cache lines, because neighbouring lines are fetched in pairs.
    private static let alignment = 128

    private struct Slabs {
        /// Where each slab begins, as a number for the reason given at `CellPointer`.
        var starts: [UInt] = []
        var usedCells = 0
    }

    let shardCount: Int
    private let slabs = Lock(Slabs())

    /// - Parameter shardCount: Columns, the shared one included.
    init(shardCount: Int) {
        precondition(shardCount >= 1, "the shared column always exists")
        self.shardCount = shardCount
    }

    deinit {
        for start in slabs.withLock({ $0.starts }) {
            unsafe UnsafeMutableRawPointer(bitPattern: start)?.deallocate()
        }
    }

    static var cellsMax: Int { columnBytes / MemoryLayout<Cell>.stride }

    /// Hands out `count` adjacent cells, all 0 in every column.
    func allocate(_ count: Int) -> CellPointer {
        precondition(count <= Self.cellsMax, "one series cannot have more than \(Self.cellsMax) cells")
        let address = slabs.withLock { slabs in
            if slabs.starts.isEmpty || slabs.usedCells + count > Self.cellsMax {
                slabs.starts.append(makeSlab())
                slabs.usedCells = 0
            }
            let offset = slabs.usedCells * MemoryLayout<Cell>.stride
            slabs.usedCells += count
            return slabs.starts[slabs.starts.count - 1] + UInt(offset)
        }
        return CellPointer(address: address)
    }

    func shard(_ index: Int) -> Shard {
        precondition(index >= 0 && index < shardCount, "no such shard")
        return Shard(offset: index * Self.columnBytes)
    }

    private func makeSlab() -> UInt {
        let bytes = Self.columnBytes * shardCount
        let slab = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
        unsafe slab.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return UInt(bitPattern: slab)
    }
}
