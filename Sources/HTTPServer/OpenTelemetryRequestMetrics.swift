internal import Metrics

/// What is counted of requests under the names of OpenTelemetry's conventions for HTTP.
struct OpenTelemetryRequestMetrics: Sendable {
    private let durations: HistogramFamily
    private let active: HandlesByCase<Method, UpDownCounter>
    /// There is no TLS here; what a proxy in front was asked by is not the server's to say.
    private static let scheme = "http"

    init(_ registry: Registry) {
        durations = registry.histogram(
            "http_server_request_duration_seconds",
            "From a request's first byte to the end of its response, of event streams too; not of probes and scrapes.",
            unit: .seconds,
            bounds: .requests,
            labels: [
                "http_route", "http_request_method", "http_response_status_code", "url_scheme", "error_type",
            ],
            labelsKept: ["http_response_status_code", "error_type"],
            detail: .exemplars
        )
        let active = registry.upDownCounter(
            "http_server_active_requests",
            "Requests whose response has not ended, event streams too; not of probes and scrapes.",
            labels: ["http_request_method", "url_scheme"]
        )
        self.active = HandlesByCase { active.bind($0.rawValue, Self.scheme) }
    }

    func began(_ method: Method, on shard: Shard) {
        active[method].increment(on: shard)
    }

    func ended(_ method: Method, on shard: Shard) {
        active[method].decrement(on: shard)
    }

    /// The series of one route's requests by a method that ended with a status.
    func bind(_ route: Route, _ method: Method, _ status: Status) -> Histogram {
        let template = route.template == HTTPMetrics.unmatched ? "" : route.template
        var code = String(status.rawValue)
        var error = status.isServerError ? code : ""
        // No status was sent.
        if status == .clientClosedRequest { (code, error) = ("", ResponseEnding.clientLeft.rawValue) }
        return durations.bind(template, method.rawValue, code, Self.scheme, error)
    }
}
