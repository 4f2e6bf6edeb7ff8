internal import Metrics
internal import Platform

/// Says at each scrape whether the server is ready, by the same checks as the probe.
struct ReadinessCollector: Collector {
    private let readiness: Readiness
    private let time: any TimeSource

    init(_ readiness: Readiness, time: any TimeSource) {
        self.readiness = readiness
        self.time = time
    }

    let descriptors = [
        MetricDescriptor("penstock_ready", "1 if the server takes requests, as /readyz says.", kind: .gauge)
    ]

    func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        report("penstock_ready", [], readiness.isReady(at: time.now()) ? 1 : 0)
    }
}
