/// A bound gauge that is kept by additions and subtractions: how many of something there are now.
///
/// What one loop adds another may subtract; only the sum over the shards has a meaning.
package struct UpDownCounter: Sendable {
    let cell: CellPointer

    package func increment(on shard: Shard) {
        cell.add(1, at: 0, on: shard)
    }

    package func decrement(on shard: Shard) {
        cell.add(UInt64(bitPattern: -1), at: 0, on: shard)
    }
}
