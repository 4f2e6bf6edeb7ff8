package import Metrics

/// What is counted of requests to other servers.
package struct HTTPClientMetrics: Sendable {
    /// What was reached or exceeded.
    enum Bound: String, CaseIterable, Sendable {
        case transfers
        case responseHead = "response_head"
        case responseBody = "response_body"
    }

    private let complete: Counter
    private let failures: HandlesByCase<HTTPClientFault.Kind, Counter>
    private let boundsHit: HandlesByCase<Bound, Counter>
    private let openTelemetry: HistogramFamily?
    let transfersActive: UpDownCounter
    let connectionsActive: UpDownCounter
    let connectionsOpened: Counter

    /// - Parameters:
    ///   - registry: Gets the families.
    ///   - openTelemetry: Whether requests are counted under OpenTelemetry's name too.
    package init(_ registry: Registry, openTelemetry: Bool = false) {
        let transfers = registry.counter(
            "penstock_http_client_transfers_total",
            "Requests to other servers that have ended, by how.",
            labels: ["outcome"]
        )
        complete = transfers.bind("complete")
        failures = HandlesByCase { transfers.bind($0.rawValue) }
        let hits = registry.counter(
            "penstock_http_client_bounds_hit_total",
            "Requests to other servers that were refused or ended by a bound, by the bound's name.",
            labels: ["bound"]
        )
        boundsHit = HandlesByCase { hits.bind($0.rawValue) }
        transfersActive = registry.upDownCounter(
            "penstock_http_client_transfers_active",
            "Requests to other servers that are under way."
        ).bind()
        connectionsActive = registry.upDownCounter(
            "penstock_http_client_connections_active",
            "Connections to other servers that are open, in use or kept for the next request."
        ).bind()
        connectionsOpened = registry.counter(
            "penstock_http_client_connections_total",
            "Connections to other servers that were begun."
        ).bind()
        self.openTelemetry = openTelemetry ? Self.openTelemetry(registry) : nil
    }

    /// Requests as OpenTelemetry's conventions for HTTP count them.
    private static func openTelemetry(_ registry: Registry) -> HistogramFamily {
        registry.histogram(
            "http_client_request_duration_seconds",
            "From the start of a request to another server to the end of its response, or its failure.",
            unit: .seconds,
            bounds: .requests,
            labels: [
                "http_request_method", "server_address", "server_port", "http_response_status_code",
                "error_type",
            ],
            labelsKept: ["http_response_status_code", "error_type"]
        )
    }

    /// Counts a transfer that is over; `status` is nil if its response never began.
    func count(
        _ end: HTTPTransferEnd,
        of request: HTTPClientRequest,
        status: Int?,
        after duration: Duration,
        on shard: Shard
    ) {
        switch end {
        case .complete: complete.add(on: shard)
        case .failed(let fault): failures[fault.kind].add(on: shard)
        }
        guard let openTelemetry else { return }
        let code = status.map { String($0) } ?? ""
        let error =
            switch end {
            case .failed(let fault): fault.kind.rawValue
            case .complete: status.map { $0 >= 400 } == true ? code : ""
            }
        openTelemetry.bind(request.method, request.url.address, String(request.url.port), code, error)
            .observe(duration, on: shard)
    }

    func hit(_ bound: Bound, on shard: Shard) {
        boundsHit[bound].add(on: shard)
    }
}
