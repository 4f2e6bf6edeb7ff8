package import Metrics

/// What is counted of requests to other servers.
package struct HTTPClientMetrics: Sendable {
    /// What was reached or exceeded.
    enum Bound: String, CaseIterable, Sendable {
        case transfers
        case responseHead = "response_head"
        case responseBody = "response_body"
    }

    private let outcomes: [String: Counter]
    private let boundsHit: [Bound: Counter]
    let transfersActive: UpDownCounter
    let connectionsActive: UpDownCounter
    let connectionsOpened: Counter

    package init(_ registry: Registry) {
        let transfers = registry.counter(
            "penstock_http_client_transfers_total",
            "Requests to other servers that have ended, by how.",
            labels: ["outcome"]
        )
        outcomes = Dictionary(uniqueKeysWithValues: HTTPTransferEnd.outcomes.map { ($0, transfers.bind($0)) })
        let hits = registry.counter(
            "penstock_http_client_bounds_hit_total",
            "Requests to other servers that were refused or ended by a bound, by the bound's name.",
            labels: ["bound"]
        )
        boundsHit = Dictionary(
            uniqueKeysWithValues: Bound.allCases.map { ($0, hits.bind($0.rawValue)) }
        )
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
    }

    func count(_ end: HTTPTransferEnd, on shard: Shard) {
        outcomes[end.outcome]?.add(on: shard)
    }

    func hit(_ bound: Bound, on shard: Shard) {
        boundsHit[bound]?.add(on: shard)
    }
}
