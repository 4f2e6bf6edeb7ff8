/// The clock seam: everything that needs the time is given one of these, so that a test may give its own.
package protocol TimeSource: Sendable {
    /// The monotonic clock.
    func now() -> Instant
    /// Civil time.
    func timestamp() -> Timestamp
    /// Time since the machine began, sleep included: what the kernel stamps processes with.
    func sinceBoot() -> Duration
}
