internal import Glibc

/// The buckets of native histograms (https://prometheus.io/docs/specs/native_histograms/): eight to a power of two, so
/// that any quantile is right within a twentieth.
///
/// They are a fixed range, kept densely beside the classic buckets: 2 KB for each series and shard. That is why a
/// family has to ask for them, and why nothing is ever allocated, widened or merged while something is recorded. They
/// cannot be derived from the classic buckets, which are fewer, nor the classic ones from them, because no bound of
/// theirs but the powers of two is a round number of seconds.
enum NativeBuckets {
    static let schema = 3
    /// The bucket that begins where the zero bucket ends, just below a microsecond.
    static let indexMin = -159
    /// The bucket that holds an hour, and all that takes longer.
    static let indexMax = 95
    static let zeroThreshold = exp2(Double(indexMin - 1) / 8)
    /// The zero bucket and one for each index.
    static let count = indexMax - indexMin + 2

    /// Upper bounds in nanoseconds, of the zero bucket first; the last bucket has none.
    static let bounds = BoundsPointer(
        copying: (indexMin - 1..<indexMax).map { Int64((exp2(Double($0) / 8) * 1e9).rounded(.down)) }
    )
}
