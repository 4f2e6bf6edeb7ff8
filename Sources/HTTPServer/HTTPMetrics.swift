package import Metrics

/// What the HTTP server counts.
package struct HTTPMetrics: Sendable {
    let requests: CounterFamily
    let durations: HistogramFamily
    let connectionsAccepted: Counter
    let connectionsActive: UpDownCounter
    private let boundsHit: HandlesByCase<ConnectionBounds.Name, Counter>
    let openTelemetry: OpenTelemetryRequestMetrics?
    /// The label of what matched no route.
    static let unmatched = "unmatched"

    /// - Parameters:
    ///   - registry: Gets the families.
    ///   - openTelemetry: Whether requests are counted under OpenTelemetry's names too.
    package init(_ registry: Registry, openTelemetry: Bool = false) {
        let labels = ["route", "method", "status"]
        requests = registry.counter(
            "penstock_http_requests_total",
            "Requests answered, by route template; probes and scrapes are not counted.",
            labels: labels,
            labelsKept: ["status"]
        )
        durations = registry.histogram(
            "penstock_http_request_duration_seconds",
            "From a request's first byte to the end of its response; event streams are not observed.",
            unit: .seconds,
            bounds: .requests,
            labels: labels,
            labelsKept: ["status"],
            detail: .exemplars
        )
        connectionsAccepted = registry.counter(
            "penstock_http_connections_total",
            "Connections accepted."
        ).bind()
        connectionsActive = registry.upDownCounter(
            "penstock_http_connections_active",
            "Connections open now."
        ).bind()
        let hits = registry.counter(
            "penstock_http_bounds_hit_total",
            "Requests and connections that hit a bound, by the bound's name.",
            labels: ["bound"]
        )
        boundsHit = HandlesByCase { hits.bind($0.rawValue) }
        self.openTelemetry = openTelemetry ? OpenTelemetryRequestMetrics(registry) : nil
    }

    package func hit(_ bound: ConnectionBounds.Name, on shard: Shard) {
        boundsHit[bound].add(on: shard)
    }
}
