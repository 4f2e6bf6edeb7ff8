/// Supplies values that something else already keeps: the kernel, a queue's length, a loop's idle time.
///
/// Called on the thread that scrapes, possibly by several scrapes at once.
package protocol Collector: Sendable {
    /// The families it supplies; counters and gauges only.
    var descriptors: [MetricDescriptor] { get }

    /// Reports each value by its family's name and label values.
    func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void)
}
