/// What a family of histograms keeps beside its buckets, because it is worth the memory.
package struct HistogramDetail: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The fine buckets of `NativeBuckets`: for durations whose quantiles are looked at.
    package static let native = HistogramDetail(rawValue: 1)
    /// The latest trace of each bucket: for durations that somebody wants to see an example of.
    package static let exemplars = HistogramDetail(rawValue: 2)
}
