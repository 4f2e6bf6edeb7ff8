internal import Metrics

/// What came of asking who a request is from.
struct AuthenticationMetrics: Sendable {
    enum Outcome: String, CaseIterable {
        case ok
        /// No `Authorization` at all.
        case missing
        /// None that could be a key.
        case malformed
        case unknown
        case expired
        case revoked
        /// The right key, for something else.
        case scope
    }

    private let authentications: HandlesByCase<Outcome, Counter>

    init(_ registry: Registry) {
        let family = registry.counter(
            "penstock_authentications_total",
            "Requests that had to say who they are from, and what came of it; none where no keys are configured.",
            labels: ["outcome"]
        )
        authentications = HandlesByCase { family.bind($0.rawValue) }
    }

    func count(_ outcome: Outcome, on shard: Shard) {
        authentications[outcome].add(on: shard)
    }
}
