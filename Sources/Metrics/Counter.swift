/// A bound counter: one series whose labels were resolved when it was set up.
///
/// Recording hashes nothing, locks nothing and allocates nothing. Valid while its registry lives.
package struct Counter: Sendable {
    let cell: CellPointer

    /// Adds one; not by a default of `amount`, which would be another call.
    package func add(on shard: Shard) {
        cell.add(1, at: 0, on: shard)
    }

    /// Adds `amount` in the unit's stored form: nanoseconds for seconds, nano-dollars for dollars.
    package func add(_ amount: UInt64, on shard: Shard) {
        cell.add(amount, at: 0, on: shard)
    }
}
