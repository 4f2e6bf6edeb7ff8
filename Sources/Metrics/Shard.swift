/// Names the column of cells that its holder writes to.
///
/// Each event loop has one of its own and writes it by plain loads and stores; every other thread uses
/// `Registry.shared`, which is written by atomic additions. Writing a loop's shard from another thread loses counts.
package struct Shard: Sendable, Equatable {
    /// Bytes from a cell in the shared column to the same cell in this one; 0 is the shared column.
    let offset: Int

    var isShared: Bool { offset == 0 }
}
