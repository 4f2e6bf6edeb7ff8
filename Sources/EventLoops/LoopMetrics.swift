package import Metrics

/// What is measured of the event loops.
package struct LoopMetrics: Sendable {
    let lag: HistogramFamily
    let busy: GaugeFamily
    let timers: GaugeFamily

    package init(_ registry: Registry) {
        lag = registry.histogram(
            "penstock_event_loop_lag_seconds",
            "How late a timer of the loop fired: what everything on it has to wait.",
            unit: .seconds,
            bounds: .delays,
            labels: ["loop"]
        )
        busy = registry.gauge(
            "penstock_event_loop_busy_ratio",
            "Share of the last half second that the loop did not spend waiting.",
            unit: .ratio,
            labels: ["loop"]
        )
        timers = registry.gauge(
            "penstock_event_loop_timers",
            "Deadlines that are set on the loop.",
            labels: ["loop"]
        )
    }
}
