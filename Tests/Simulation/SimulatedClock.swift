import Platform

/// A clock that stands still until it is moved.
public final class SimulatedClock: TimeSource, @unchecked Sendable {
    // @unchecked: a simulation runs on one thread.
    private var elapsed = Duration.zero
    private var began: Timestamp

    /// - Parameter began: Civil time at the start: 2026-01-02 03:04:05 UTC unless said otherwise.
    package init(began: Timestamp = Timestamp(unixNanoseconds: 1_767_323_045_000_000_000)) {
        self.began = began
    }

    package func now() -> Instant {
        Instant(nanoseconds: 0).advanced(by: .seconds(1_000) + elapsed)
    }

    package func timestamp() -> Timestamp {
        Timestamp(unixNanoseconds: began.unixNanoseconds + elapsed.wholeNanoseconds)
    }

    package func sinceBoot() -> Duration {
        .seconds(1_000) + elapsed
    }

    package func advance(to instant: Instant) {
        elapsed = max(elapsed, .nanoseconds(instant.nanoseconds) - .seconds(1_000))
    }

    /// Sets civil time forward or back, as an administrator or a time server would; nothing takes longer by it.
    package func stepCivilTime(by duration: Duration) {
        began = Timestamp(unixNanoseconds: began.unixNanoseconds + duration.wholeNanoseconds)
    }
}
