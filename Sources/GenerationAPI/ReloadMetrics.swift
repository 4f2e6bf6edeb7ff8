internal import Metrics

/// What became of configurations that were read again while the server ran.
struct ReloadMetrics: Sendable {
    enum Outcome: String, CaseIterable {
        case applied
        /// Something was wrong with it, and what was read before stays.
        case refused
    }

    private let registry: Registry
    private let reloads: HandlesByCase<Outcome, Counter>
    private let isCurrent: Gauge

    init(_ registry: Registry) {
        self.registry = registry
        let family = registry.counter(
            "penstock_reloads_total",
            "Configurations and pipelines read again on SIGHUP: applied, or refused because something was wrong.",
            labels: ["outcome"]
        )
        reloads = HandlesByCase { family.bind($0.rawValue) }
        isCurrent = registry.gauge(
            "penstock_config_last_reload_successful",
            "1 unless the last reload was refused, so that what is in the files is not what runs."
        ).bind()
        isCurrent.set(1)
    }

    /// From any thread.
    func ended(_ outcome: Outcome) {
        reloads[outcome].add(on: registry.shared)
        isCurrent.set(outcome == .applied ? 1 : 0)
    }
}
