internal import Glibc
internal import Platform

/// What one step normally takes, learned from the runs that succeeded.
///
/// An estimate of the centre of their logarithms that no single run can move far: a run beyond twice or half of what
/// is expected counts as twice or half. It is the plain mean while there are few runs; then a mean over time, from
/// which what is older than some hours fades. Over time and not over runs: a step that became slow on a busy server is
/// slow for a while before it is normal.
struct DurationBaseline: Sendable {
    private var count = 0
    /// The first runs, until there are enough of them to begin with their median.
    private var first: [Double] = []
    /// The natural logarithm of the seconds.
    private var centre = 0.0
    private var began = Instant(nanoseconds: 0)
    private var latest = Instant(nanoseconds: 0)

    /// As many runs as it takes until one odd run among them does not matter.
    static let firstRuns = 5
    /// Runs before a deviation is taken for one.
    static let runsToJudge = 20
    /// How long a step must have been different until that is what is normal.
    private static let memory = Duration.seconds(6 * 3_600)
    /// The weight of one run at most, so that a step that seldom runs is still averaged over some.
    private static let weightMax = 1.0 / 32
    /// How far from the centre a run counts, up and down.
    private static let deviationMax = 0.6931471805599453
    /// Below this the turns of the loop are what is measured; nothing is slow within twice of it.
    private static let resolution = Duration.milliseconds(10)

    /// The normal duration; nil until enough runs have been seen.
    var normal: Duration? {
        first.count < Self.firstRuns ? nil : .nanoseconds(Int64(exp(centre) * 1e9))
    }

    /// Learns from a run that succeeded and ended `now`.
    mutating func learn(_ duration: Duration, at now: Instant) {
        let value = log(max(duration.inSeconds, 1e-6))
        count += 1
        defer { latest = max(latest, now) }
        if count == 1 { began = now }
        guard first.count >= Self.firstRuns else {
            first.append(value)
            if first.count == Self.firstRuns { centre = first.sorted()[Self.firstRuns / 2] }
            return
        }
        centre +=
            weight(of: latest.duration(to: now), at: now)
            * min(max(value - centre, -Self.deviationMax), Self.deviationMax)
    }

    private func weight(of passed: Duration, at now: Instant) -> Double {
        guard Double(count) * Self.weightMax > 1 else { return 1 / Double(count) }
        let age = min(Self.memory, max(began.duration(to: now), .nanoseconds(1)))
        return min(max(.zero, passed) / age, Self.weightMax)
    }

    /// Whether a run took more than twice what is normal; never before there are enough to say so.
    func isSlow(_ duration: Duration) -> Bool {
        guard count >= Self.runsToJudge, let normal else { return false }
        return duration > max(normal, Self.resolution) * 2
    }
}
