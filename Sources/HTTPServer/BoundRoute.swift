internal import Metrics

/// A route with its counters, so that nothing is looked up by name when it answers.
final class BoundRoute {
    let route: Route
    private let metrics: HTTPMetrics
    private var requests: [Counter?]
    private var durations: [Histogram?]

    init(_ route: Route, metrics: HTTPMetrics) {
        self.route = route
        self.metrics = metrics
        requests = Array(repeating: nil, count: Status.allCases.count)
        durations = requests.map { _ in nil }
        if !route.isProbe {
            for status in [Status.ok, .badRequest, .internalServerError] { _ = handles(for: status) }
        }
    }

    /// Counts one answer; a status that the route never had before is bound first.
    func observe(_ status: Status, _ duration: Duration, _ exemplar: Exemplar?, on shard: Shard) {
        let (counter, histogram) = handles(for: status)
        counter.add(on: shard)
        if !route.isStream { histogram.observe(duration, exemplar: exemplar, on: shard) }
    }

    private func handles(for status: Status) -> (Counter, Histogram) {
        let index = status.index
        if let counter = requests[index], let histogram = durations[index] { return (counter, histogram) }
        let labels = (route.template, route.method.rawValue, String(status.rawValue))
        let counter = metrics.requests.bind(labels.0, labels.1, labels.2)
        let histogram = metrics.durations.bind(labels.0, labels.1, labels.2)
        requests[index] = counter
        durations[index] = histogram
        return (counter, histogram)
    }
}

extension Status {
    /// Its place in `allCases`.
    fileprivate var index: Int { Status.allCases.firstIndex(of: self) ?? 0 }
}
