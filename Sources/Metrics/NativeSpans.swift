/// The native buckets that hold something, as the protobuf format writes them: runs of buckets, and each count as its
/// difference from the one before.
struct NativeSpans {
    struct Run: Equatable {
        /// Empty buckets since the run before; for the first run the index of its first bucket.
        let offset: Int
        var length: Int
    }

    private(set) var spans: [Run] = []
    private(set) var deltas: [Int] = []

    /// Up to so many empty buckets cost less within a run than a new one would.
    private static let gapMax = 2

    /// - Parameter counts: Observations in each bucket, from `NativeBuckets.indexMin`.
    init(_ counts: ArraySlice<UInt64>) {
        var end = counts.startIndex - NativeBuckets.indexMin
        var previous = 0
        for index in counts.indices where counts[index] > 0 {
            let gap = index - end
            if spans.isEmpty || gap > Self.gapMax {
                spans.append(Run(offset: gap, length: 1))
            } else {
                for _ in 0..<gap {
                    deltas.append(-previous)
                    previous = 0
                }
                spans[spans.count - 1].length += gap + 1
            }
            deltas.append(Int(counts[index]) - previous)
            previous = Int(counts[index])
            end = index + 1
        }
    }
}
