internal import Platform

/// How far a generation is: by how long its steps usually take and which of them run side by side, not by how many
/// there are.
struct ProgressEstimate {
    private enum State {
        case waiting
        case running(since: Instant)
        case over
    }

    /// What was computed last, and until when it is good enough: text comes far more often than a percent does.
    private var latest = 0
    private var nextLook = Instant(nanoseconds: 0)
    private let graph: DependencyGraph
    private let expected: [Double]
    private var states: [State]
    /// What the longest way through all steps takes.
    private var total = 0.0

    /// What a running step is credited with at most: it is never done before it is done.
    private static let runningShareMax = 0.95
    private static let lookInterval = Duration.milliseconds(20)

    init(expected: [Duration], _ graph: DependencyGraph) {
        self.graph = graph
        // No step is nothing: the bar moves with each.
        self.expected = expected.map { max($0.inSeconds, 0.001) }
        states = Array(repeating: .over, count: expected.count)
        for step in graph.steps { states[step] = .waiting }
        total = longestWay(at: nextLook)
    }

    mutating func began(_ step: Int, at now: Instant) {
        states[step] = .running(since: now)
        nextLook = now
    }

    mutating func finished(_ step: Int) {
        states[step] = .over
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

    /// How much of a step is done that runs, 0 to 1, by how long it usually takes.
    func fraction(of step: Int, at now: Instant) -> Double {
        switch states[step] {
        case .waiting: 0
        case .over: 1
        case .running(let since):
            min(since.duration(to: now).inSeconds / expected[step], Self.runningShareMax)
        }
    }

    /// Seconds that the longest chain of steps still takes.
    private func longestWay(at now: Instant) -> Double {
        // Mostly there is one chain, and then its rests add up.
        var ends = [Double](repeating: 0, count: expected.count)
        var longest = 0.0
        for step in graph.steps {
            var end = 0.0
            for need in graph.needs[step] { end = max(end, ends[need]) }
            ends[step] = end + expected[step] * (1 - fraction(of: step, at: now))
            longest = max(longest, ends[step])
        }
        return longest
    }
}
