/// A bound counter: one series whose labels were resolved when it was set up.
///
/// Recording hashes nothing, locks nothing and allocates nothing. Valid while its registry lives.
package struct Counter: Sendable {
    let cell: CellPointer

    /// Adds `amount` in the unit's stored form: nanoseconds for seconds, nano-dollars for dollars.
    package func add(_ amount: UInt64 = 1, on shard: Shard) {
        cell.add(amount, at: 0, on: shard)
    }
}
