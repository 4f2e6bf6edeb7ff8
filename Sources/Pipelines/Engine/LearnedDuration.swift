internal import Metrics
internal import Platform

/// What one step of one pipeline normally takes, shared by all loops of the process.
///
/// Touched when a generation begins and when a step ends, so a lock costs nothing that anybody waits for.
final class LearnedDuration: Sendable {
    private struct State {
        var baseline = DurationBaseline()
        /// What the pipeline's file says, which stands until something is learned.
        var typical: Duration
    }

    private let state: Lock<State>
    private let gauge: Gauge

    init(typical: Duration, gauge: Gauge) {
        state = Lock(State(typical: typical))
        self.gauge = gauge
        gauge.set(typical.inSeconds)
    }

    /// Takes what a reloaded file says; what was learned stays.
    func declare(typical: Duration) {
        state.withLock { state in
            state.typical = typical
            gauge.set((state.baseline.normal ?? typical).inSeconds)
        }
    }

    /// How long the next run is expected to take.
    var expected: Duration {
        state.withLock { $0.baseline.normal ?? $0.typical }
    }

    /// Learns from a run that succeeded; the others tell only whether they were slow.
    ///
    /// - Returns: Whether it took over twice of what was normal before it.
    func ended(_ duration: Duration, succeeded: Bool, at now: Instant) -> Bool {
        state.withLock { state in
            let isSlow = state.baseline.isSlow(duration)
            if succeeded {
                state.baseline.learn(duration, at: now)
                gauge.set((state.baseline.normal ?? state.typical).inSeconds)
            }
            return isSlow
        }
    }
}
