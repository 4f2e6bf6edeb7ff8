internal import Platform

/// How far a generation is: by how long its steps usually take and which of them run side by side, not by how many
/// there are.
struct ProgressEstimate {
    private struct Running {
        let step: Int
        let since: Instant
        let expected: Double
        /// What the longest way through those behind it takes.
        let behind: Double

        /// Seconds until the end of all that is behind it.
        func rest(at now: Instant) -> Double {
            let elapsed = Double(now.nanoseconds - since.nanoseconds) / 1e9
            let done = min(elapsed, expected * ProgressEstimate.runningShareMax)
            return expected - done + behind
        }
    }

    /// What was computed last, and until when it is good enough: text comes far more often than a percent does.
    private var latest = 0
    private var nextLook = Instant(nanoseconds: 0)
    /// The step that runs, and those that run beside it: mostly there is one, which is found without another look at
    /// memory.
    private var first: Running?
    private var others: [Running] = []
    /// What the longest way through the steps takes that have not begun.
    private var longestWaiting: Double
    private let expected: [Double]
    /// For each step, what the longest way through those behind it takes.
    private let behind: [Double]
    private var isWaiting: [Bool]
    /// What the longest way through all steps takes.
    private let total: Double

    /// What a running step is credited with at most: it is never done before it is done.
    private static let runningShareMax = 0.95
    private static let lookInterval = Duration.milliseconds(50)

    init(expected: [Duration], _ graph: DependencyGraph) {
        // No step is nothing: the bar moves with each.
        let expected = expected.map { max($0.inSeconds, 0.001) }
        var behind = [Double](repeating: 0, count: expected.count)
        var isWaiting = [Bool](repeating: false, count: expected.count)
        for step in graph.steps.reversed() {
            isWaiting[step] = true
            for need in graph.needs[step] { behind[need] = max(behind[need], expected[step] + behind[step]) }
        }
        self.expected = expected
        self.behind = behind
        self.isWaiting = isWaiting
        total = Self.longest(isWaiting, expected, behind)
        longestWaiting = total
    }

    mutating func began(_ step: Int, at now: Instant) {
        let run = Running(step: step, since: now, expected: expected[step], behind: behind[step])
        if first == nil { first = run } else { others.append(run) }
        isWaiting[step] = false
        longestWaiting = Self.longest(isWaiting, expected, behind)
        nextLook = now
    }

    mutating func finished(_ step: Int) {
        others.removeAll { $0.step == step }
        if first?.step == step { first = others.popLast() }
        isWaiting[step] = false
        longestWaiting = Self.longest(isWaiting, expected, behind)
        nextLook = Instant(nanoseconds: 0)
    }

    /// 0 to 99: only the end itself is 100.
    mutating func percent(at now: Instant) -> Int {
        guard now >= nextLook else { return latest }
        // A hair more, so that what is computed of parts is not a percent short of the whole.
        latest = min(99, Int((total - longestWay(at: now)) / total * 100 + 1e-9))
        nextLook = now.advanced(by: Self.lookInterval)
        return latest
    }

    /// How long the rest will probably take; a step that takes longer than usual is always about to end.
    func remaining(at now: Instant) -> Duration {
        .seconds(max(0, longestWay(at: now)))
    }

    /// How much of a step is done, 0 to 1, by how long it usually takes.
    func fraction(of step: Int, at now: Instant) -> Double {
        let run = first?.step == step ? first : others.first { $0.step == step }
        guard let run else { return isWaiting[step] ? 0 : 1 }
        return min(run.since.duration(to: now).inSeconds / run.expected, Self.runningShareMax)
    }

    /// Seconds that the longest chain of steps still takes.
    private func longestWay(at now: Instant) -> Double {
        // Whatever waits for a running step is behind it, so nothing need be followed here.
        var longest = longestWaiting
        if let first { longest = max(longest, first.rest(at: now)) }
        for run in others { longest = max(longest, run.rest(at: now)) }
        return longest
    }

    private static func longest(_ isWaiting: [Bool], _ expected: [Double], _ behind: [Double]) -> Double {
        var longest = 0.0
        for step in isWaiting.indices where isWaiting[step] {
            longest = max(longest, expected[step] + behind[step])
        }
        return longest
    }
}
