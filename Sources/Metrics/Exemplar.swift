package import Platform

/// An example of what a bucket counts: the span that was observed.
package struct Exemplar: Equatable, Sendable {
    package let traceHigh: UInt64
    package let traceLow: UInt64
    package let span: UInt64
    package let time: Timestamp

    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, time: Timestamp) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.time = time
    }
}
