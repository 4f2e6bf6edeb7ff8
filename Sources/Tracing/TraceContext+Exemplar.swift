package import Metrics
package import Platform

extension TraceContext {
    /// What a histogram keeps of this span; nil if nobody could look it up, because it is not sampled.
    package func exemplar(at time: Timestamp) -> Exemplar? {
        guard isSampled else { return nil }
        return Exemplar(traceHigh: traceID.high, traceLow: traceID.low, span: spanID.value, time: time)
    }
}
