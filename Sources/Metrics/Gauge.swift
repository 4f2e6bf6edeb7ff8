/// A bound gauge that is set to what was measured last, from any thread.
package struct Gauge: Sendable {
    let cell: CellPointer

    package func set(_ value: Double) {
        cell.store(value.bitPattern, at: 0)
    }
}
