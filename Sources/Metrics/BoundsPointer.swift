/// The upper bounds of a histogram family's buckets, ascending, in the unit's stored form; without `+Inf`.
///
/// A plain pointer for the reason given at `CellPointer`; its family owns the memory.
@safe struct BoundsPointer: @unchecked Sendable {
    // @unchecked: the memory is written once, before the first handle exists.
    private let start: UnsafePointer<Int64>
    let count: Int

    /// - Returns: Bounds whose memory lives until `deallocate`.
    init(copying bounds: [Int64]) {
        let memory = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, bounds.count))
        for (index, bound) in bounds.enumerated() {
            unsafe (memory + index).initialize(to: bound)
        }
        unsafe start = UnsafePointer(memory)
        count = bounds.count
    }

    func deallocate() {
        unsafe start.deallocate()
    }

    subscript(index: Int) -> Int64 {
        precondition(index >= 0 && index < count, "no such bucket")
        return unsafe start[index]
    }

    /// The first bucket whose bound is not below `value` (bounds are inclusive); `count` is `+Inf`.
    ///
    /// Counts without branching, which beats a binary search for the few dozen bounds that a histogram has.
    func bucket(of value: Int64) -> Int {
        var below = 0
        for index in 0..<count {
            below &+= unsafe start[index] < value ? 1 : 0
        }
        return below
    }
}
