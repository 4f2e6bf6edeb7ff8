internal import Events
internal import Metrics
internal import Platform

/// The learned durations of every step that the process has had; what a reload keeps is found here again.
final class LearnedDurations: Sendable {
    private struct Key: Hashable {
        let pipeline: String
        let step: String
    }

    private let known = Lock<[Key: LearnedDuration]>([:])
    private let expected: GaugeFamily

    init(_ registry: Registry) {
        expected = registry.gauge(
            "penstock_step_expected_duration_seconds",
            "What a run of the step normally takes, learned from those that succeeded; until then what the "
                + "pipeline's file says.",
            unit: .seconds,
            labels: ["pipeline", "step"]
        )
    }

    /// The one of this step, with its gauge at what is expected.
    func bind(_ pipeline: Pipeline, step index: Int) -> LearnedDuration {
        let step = pipeline.facts.steps[index]
        let key = Key(pipeline: pipeline.name, step: step.id)
        let found = known.withLock { $0[key] }
        if let found {
            found.declare(typical: step.expected)
            return found
        }
        let made = LearnedDuration(typical: step.expected, gauge: expected.bind(pipeline.name, step.id))
        known.withLock { $0[key] = made }
        return made
    }
}
