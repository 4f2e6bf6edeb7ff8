internal import Metrics
internal import Platform

/// How long one model normally takes to its first text, shared by all loops and pipelines of the process.
final class LearnedFirstToken: Sendable {
    private let baseline = Lock(DurationBaseline())
    private let gauge: Gauge

    init(gauge: Gauge) {
        self.gauge = gauge
        gauge.set(0)
    }

    /// Nil until enough calls have been seen.
    var normal: Duration? { baseline.withLock { $0.normal } }

    /// A call took so long to its first text, or was given up for another model's after so long.
    func learn(_ duration: Duration, at now: Instant) {
        baseline.withLock { baseline in
            baseline.learn(duration, at: now)
            if let normal = baseline.normal { gauge.set(normal.inSeconds) }
        }
    }
}
