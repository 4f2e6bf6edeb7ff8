internal import Bytes
internal import Metrics

/// A route with its counters, so that nothing is looked up by name when it answers.
final class BoundRoute {
    let route: Route
    /// Its only path, if it has no parameters.
    private let path: [UInt8]?
    /// False once other routes have taken its place, with its path or without.
    var isCurrent = true
    private let metrics: HTTPMetrics
    private var requests: [Counter?]
    private var durations: [Histogram?]
    /// Those of OpenTelemetry's name, which tells methods apart that one route answers.
    private var byMethod: [Answer: Histogram] = [:]

    private struct Answer: Hashable {
        let method: Method
        let status: Status
    }

    init(_ route: Route, metrics: HTTPMetrics) {
        self.route = route
        path = route.template.contains("{") ? nil : Array(route.template.utf8)
        self.metrics = metrics
        requests = Array(repeating: nil, count: Status.allCases.count)
        durations = requests.map { _ in nil }
        if !route.isProbe {
            for status in route.expectedStatuses {
                _ = counter(for: status)
                if !route.isStream { _ = histogram(for: status) }
                _ = openTelemetry(Answer(method: route.method, status: status))
            }
        }
    }

    /// Whether it is certainly the route of such a request: a client that keeps its connection mostly asks for the same
    /// again.
    func answers(_ method: Method, _ path: Span<UInt8>) -> Bool {
        guard let own = self.path, isCurrent, route.method == method else { return false }
        return own.span.equals(path)
    }

    /// Counts one answer; a status that the route never had before is bound first.
    func observe(_ exchange: Exchange, _ exemplar: Exemplar?, on shard: Shard) {
        counter(for: exchange.status).add(on: shard)
        if !route.isStream {
            histogram(for: exchange.status).observe(exchange.duration, exemplar: exemplar, on: shard)
        }
        openTelemetry(Answer(method: exchange.method, status: exchange.status))?
            .observe(exchange.duration, exemplar: exemplar, on: shard)
    }

    private func openTelemetry(_ answer: Answer) -> Histogram? {
        guard let metrics = metrics.openTelemetry else { return nil }
        if let histogram = byMethod[answer] { return histogram }
        let histogram = metrics.bind(route, answer.method, answer.status)
        byMethod[answer] = histogram
        return histogram
    }

    private func counter(for status: Status) -> Counter {
        let index = status.index
        if let counter = requests[index] { return counter }
        let code = String(status.rawValue)
        let counter = metrics.requests.bind(route.template, route.method.rawValue, code)
        requests[index] = counter
        return counter
    }

    private func histogram(for status: Status) -> Histogram {
        let index = status.index
        if let histogram = durations[index] { return histogram }
        let code = String(status.rawValue)
        let histogram = metrics.durations.bind(route.template, route.method.rawValue, code)
        durations[index] = histogram
        return histogram
    }
}

extension Route {
    /// What its requests can end with, as far as it is known before: by its endpoint or before it, or because the
    /// client or the endpoint gave up.
    fileprivate var expectedStatuses: [Status] {
        var expected = [Status.ok, .badRequest, .clientClosedRequest, .internalServerError] + statuses
        if !produces.isEmpty { expected.append(.notAcceptable) }
        if !consumes.isEmpty { expected += [.requestTimeout, .contentTooLarge, .unsupportedMediaType] }
        return expected
    }
}

extension Status {
    /// Its place in `allCases`.
    fileprivate var index: Int { Status.allCases.firstIndex(of: self) ?? 0 }
}
