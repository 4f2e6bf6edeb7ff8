/// The upper bounds of a histogram's buckets, ascending, in the unit's stored form, without `+Inf`; and where to begin
/// to look for a value's bucket.
///
/// A plain pointer for the reason given at `CellPointer`; whoever made it owns the memory.
@safe struct BoundsPointer: @unchecked Sendable {
    // @unchecked: the memory is written once, before the first handle exists.
    private let bounds: UnsafePointer<Int64>
    private let guesses: UnsafePointer<UInt16>
    let count: Int

    /// Each power of two is cut into 16 equal cells, which know the first bucket that their values can be in.
    ///
    /// Bounds that grow by a sixteenth or more are then at most two steps away, however many there are.
    private static let cellCount = 60 * 16

    /// - Returns: Bounds whose memory lives until `deallocate`.
    init(copying values: [Int64]) {
        let bounds = UnsafeMutablePointer<Int64>.allocate(capacity: values.count + 1)
        for (index, bound) in values.enumerated() {
            unsafe (bounds + index).initialize(to: bound)
        }
        // Ends every search.
        unsafe (bounds + values.count).initialize(to: .max)
        let guesses = UnsafeMutablePointer<UInt16>.allocate(capacity: Self.cellCount)
        var bucket = 0
        for cell in 0..<Self.cellCount {
            while bucket < values.count && values[bucket] < Self.lowest(inCell: cell) { bucket += 1 }
            unsafe (guesses + cell).initialize(to: UInt16(bucket))
        }
        unsafe self.bounds = UnsafePointer(bounds)
        unsafe self.guesses = UnsafePointer(guesses)
        count = values.count
    }

    func deallocate() {
        unsafe bounds.deallocate()
        unsafe guesses.deallocate()
    }

    subscript(index: Int) -> Int64 {
        precondition(index >= 0 && index < count, "no such bucket")
        return unsafe bounds[index]
    }

    /// The first bucket whose bound is not below `value`, which is not negative (bounds are inclusive); `count` is
    /// `+Inf`.
    func bucket(of value: Int64) -> Int {
        var bucket = unsafe Int(guesses[Self.cell(of: value)])
        // The first step is taken or not as often, and would be mispredicted as a branch; a second one is rare.
        bucket &+= unsafe bounds[bucket] < value ? 1 : 0
        while unsafe bounds[bucket] < value { bucket &+= 1 }
        return bucket
    }

    private static func cell(of value: Int64) -> Int {
        guard value >= 16 else { return Int(value & 15) }
        let exponent = 63 &- value.leadingZeroBitCount
        return (exponent &- 3) &* 16 &+ Int((value >> Int64(exponent &- 4)) & 15)
    }

    private static func lowest(inCell cell: Int) -> Int64 {
        cell < 16 ? Int64(cell) : Int64(16 + cell % 16) << Int64(cell / 16 - 1)
    }
}
