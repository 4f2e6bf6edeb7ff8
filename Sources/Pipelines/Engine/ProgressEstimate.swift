internal import Platform

/// How far a generation is: by how long its steps usually take, not by how many there are.
struct ProgressEstimate {
    /// What was computed last, and until when it is good enough: text comes far more often than a percent does.
    private var latest = 0
    private var nextLook = Instant(nanoseconds: 0)
    private let expected: [Double]
    private let total: Double
    private var done = 0.0
    private var running: (began: Instant, expected: Double)?

    /// What a running step is credited with at most: it is never done before it is done.
    private static let runningShareMax = 0.95
    private static let lookInterval = Duration.milliseconds(20)

    init(expected: [Duration]) {
        // No step is nothing: the bar moves with each.
        self.expected = expected.map { max($0.inSeconds, 0.001) }
        total = self.expected.reduce(0, +)
    }

    mutating func began(_ step: Int, at now: Instant) {
        running = (now, expected[step])
        nextLook = now
    }

    mutating func finished(_ step: Int) {
        running = nil
        done += expected[step]
        nextLook = Instant(nanoseconds: 0)
    }

    /// 0 to 99: only the end itself is 100.
    mutating func percent(at now: Instant) -> Int {
        guard now >= nextLook else { return latest }
        latest = computed(at: now)
        nextLook = now.advanced(by: Self.lookInterval)
        return latest
    }

    /// How long the rest will probably take; a step that takes longer than usual is always about to end.
    func remaining(at now: Instant) -> Duration {
        .seconds(max(0, total - credited(at: now)))
    }

    private func computed(at now: Instant) -> Int {
        min(99, Int(credited(at: now) / total * 100))
    }

    /// Seconds of the expected that are behind it.
    private func credited(at now: Instant) -> Double {
        guard let running else { return done }
        let share = running.began.duration(to: now).inSeconds / running.expected
        return done + running.expected * min(share, Self.runningShareMax)
    }
}
