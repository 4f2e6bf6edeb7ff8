package import Metrics

/// What is counted of name resolution.
package struct NameResolverMetrics: Sendable {
    /// How a question ended.
    package enum Outcome: String, CaseIterable, Sendable {
        case cached
        case found
        case unknown
        case failed
        case timedOut = "timed_out"
        case overloaded
    }

    private let resolutions: HandlesByCase<Outcome, Counter>

    package init(_ registry: Registry) {
        let family = registry.counter(
            "penstock_name_resolutions_total",
            "Names of other servers that were asked for, by what came of it; withdrawn questions are not counted.",
            labels: ["outcome"]
        )
        resolutions = HandlesByCase { family.bind($0.rawValue) }
    }

    func count(_ outcome: Outcome, on shard: Shard) {
        resolutions[outcome].add(on: shard)
    }
}
