internal import Events
package import Metrics
internal import Platform
internal import Providers

/// What is counted of generations and their steps.
package struct PipelineMetrics: Sendable {
    private let generations: CounterFamily
    private let durations: HistogramFamily
    private let active: UpDownCounterFamily
    private let steps: CounterFamily
    private let stepDurations: HistogramFamily
    private let stepFailures: CounterFamily
    private let retries: CounterFamily
    private let fallbacks: CounterFamily
    private let slowSteps: CounterFamily
    private let learned: LearnedDurations
    /// How long models normally take to their first text.
    let firstTokens: LearnedFirstTokens
    private let hedges: CounterFamily
    private let abandonments: CounterFamily
    private let tokens: CounterFamily
    private let workflows: HistogramFamily?

    /// - Parameters:
    ///   - registry: Gets the families.
    ///   - openTelemetry: Whether generations are counted under OpenTelemetry's name too.
    package init(_ registry: Registry, openTelemetry: Bool = false) {
        generations = registry.counter(
            "penstock_generations_total",
            "Generations that ended, and how.",
            labels: ["pipeline", "outcome"],
            labelsKept: ["outcome"]
        )
        durations = registry.histogram(
            "penstock_generation_duration_seconds",
            "From the start of a generation to its terminal event.",
            unit: .seconds,
            bounds: .steps,
            labels: ["pipeline", "outcome"],
            labelsKept: ["outcome"],
            detail: [.native, .exemplars]
        )
        active = registry.upDownCounter(
            "penstock_generations_active",
            "Generations that have begun and not ended.",
            labels: ["pipeline"]
        )
        steps = registry.counter(
            "penstock_steps_total",
            "Steps that ended, and how.",
            labels: ["pipeline", "step", "outcome"],
            labelsKept: ["outcome"]
        )
        stepDurations = registry.histogram(
            "penstock_step_duration_seconds",
            "From the start of a step to its end.",
            unit: .seconds,
            bounds: .steps,
            labels: ["pipeline", "step", "outcome"],
            labelsKept: ["outcome"],
            detail: [.native, .exemplars]
        )
        stepFailures = registry.counter(
            "penstock_step_failures_total",
            "Steps that ended in an error or a timeout, by its type.",
            labels: ["pipeline", "step", "error_type"],
            labelsKept: ["error_type"]
        )
        func ofSteps(_ name: String, _ help: String) -> CounterFamily {
            registry.counter(name, help, labels: ["pipeline", "step"])
        }
        retries = ofSteps(
            "penstock_step_retries_total",
            "Attempts of the step that followed a failed one with the same model, and rounds of a check's repair."
        )
        fallbacks = ofSteps(
            "penstock_step_fallbacks_total",
            "Attempts of the step that followed a failed one with the next of its models."
        )
        slowSteps = ofSteps(
            "penstock_step_slow_total",
            "Runs of the step, failed ones too, that took over twice what it normally takes."
        )
        learned = LearnedDurations(registry)
        firstTokens = LearnedFirstTokens(registry)
        hedges = Self.hedges(registry)
        abandonments = ofSteps(
            "penstock_abandonments_total",
            "Generations whose last reader left for good before the end, by the step that ran then."
        )
        tokens = Self.tokens(registry)
        workflows = openTelemetry ? Self.workflows(registry) : nil
    }

    private static func tokens(_ registry: Registry) -> CounterFamily {
        registry.counter(
            "penstock_tokens_total",
            "Tokens used, by kind, whether or not the step succeeded.",
            labels: ["pipeline", "step", "model", "kind"],
            labelsKept: ["kind"]
        )
    }

    private static func hedges(_ registry: Registry) -> CounterFamily {
        registry.counter(
            "penstock_step_hedges_total",
            "Second models that were asked because the first said nothing, and what came of it.",
            labels: ["pipeline", "step", "outcome"],
            labelsKept: ["outcome"]
        )
    }

    /// Generations as OpenTelemetry's conventions for generative models count them, with the buckets they advise.
    private static func workflows(_ registry: Registry) -> HistogramFamily {
        registry.histogram(
            "gen_ai_workflow_duration_seconds",
            "From the start of a generation to its terminal event, by why it failed or was ended.",
            unit: .seconds,
            bounds: HistogramBounds(
                [1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200].map { .seconds($0) }
            ),
            labels: ["gen_ai_workflow_name", "error_type"],
            labelsKept: ["error_type"],
            detail: .exemplars
        )
    }

    /// How a generation ended.
    package enum Outcome: String, CaseIterable, Sendable {
        case complete
        case error
        case cancelled
        case abandoned

        /// What OpenTelemetry's `error.type` says where nothing failed: nothing, or that somebody ended it.
        fileprivate var workflowError: String { self == .complete ? "" : rawValue }
    }

    enum StepOutcome: String, CaseIterable, Sendable {
        case ok
        case error
        case timeout
        case cancelled
        case skipped
    }

    /// The handles of one pipeline: every step and every outcome, from the start.
    func bind(_ pipeline: Pipeline) -> Bound {
        let name = pipeline.name
        let bound = pipeline.steps.enumerated().map { index, step in
            StepHandles(
                counts: StepOutcome.allCases.map { steps.bind(name, step.id, $0.rawValue) },
                durations: StepOutcome.allCases.map { stepDurations.bind(name, step.id, $0.rawValue) },
                retries: retries.bind(name, step.id),
                fallbacks: fallbacks.bind(name, step.id),
                slow: slowSteps.bind(name, step.id),
                learned: learned.bind(pipeline, step: index),
                hedges: step.asksModel
                    ? HedgeOutcome.allCases.map { hedges.bind(name, step.id, $0.rawValue) } : [],
                abandonments: abandonments.bind(name, step.id)
            )
        }
        bindKnown(pipeline)
        return Bound(
            name: name,
            stepNames: pipeline.steps.map(\.id),
            generations: Outcome.allCases.map { generations.bind(name, $0.rawValue) },
            durations: Outcome.allCases.map { durations.bind(name, $0.rawValue) },
            active: active.bind(name),
            steps: bound,
            stepFailures: stepFailures,
            tokens: tokens,
            workflows: workflows
        )
    }

    /// Makes every series exist that is looked up only when it is counted: an alert sees the first failure only if
    /// there was a 0 before.
    private func bindKnown(_ pipeline: Pipeline) {
        let unfailed = [Outcome.complete, .cancelled, .abandoned].map(\.workflowError)
        for type in unfailed + ErrorType.ofModelSteps.map(\.rawValue) {
            _ = workflows?.bind(pipeline.name, type)
        }
        for step in pipeline.steps {
            for type in Self.failures(of: step) {
                _ = stepFailures.bind(pipeline.name, step.id, type.rawValue)
            }
            guard case .model(let model) = step.kind else { continue }
            for model in model.models {
                for (kind, _) in Usage().byKind {
                    _ = tokens.bind(pipeline.name, step.id, model.description, kind)
                }
            }
        }
    }

    /// What a step can fail with; one that runs others fails with what they fail with.
    private static func failures(of step: Step) -> [ErrorType] {
        switch step.kind {
        case .transform: ErrorType.ofSteps
        case .check(let check): check.repair == nil ? ErrorType.ofSteps : ErrorType.ofModelSteps
        case .model, .forEach: ErrorType.ofModelSteps
        }
    }

    struct StepHandles: Sendable {
        let counts: [Counter]
        let durations: [Histogram]
        let retries: Counter
        let fallbacks: Counter
        let slow: Counter
        let learned: LearnedDuration
        /// None where no model is asked.
        let hedges: [Counter]
        let abandonments: Counter
    }

    /// Handles of one pipeline.
    struct Bound: Sendable {
        let name: String
        let stepNames: [String]
        let generations: [Counter]
        let durations: [Histogram]
        let active: UpDownCounter
        let steps: [StepHandles]
        let stepFailures: CounterFamily
        let tokens: CounterFamily
        let workflows: HistogramFamily?

        /// What each step is expected to take, as far as is known by now.
        var expected: [Duration] { steps.map(\.learned.expected) }

        func began(on shard: Shard) {
            active.increment(on: shard)
        }

        func ended(
            _ outcome: Outcome,
            _ type: ErrorType?,
            _ duration: Duration,
            _ exemplar: Exemplar?,
            on shard: Shard
        ) {
            guard let index = Outcome.allCases.firstIndex(of: outcome) else { return }
            generations[index].add(on: shard)
            durations[index].observe(duration, exemplar: exemplar, on: shard)
            active.decrement(on: shard)
            workflows?.bind(name, type?.rawValue ?? outcome.workflowError)
                .observe(duration, exemplar: exemplar, on: shard)
        }

        /// - Returns: Whether the step took unusually long.
        func stepEnded(
            _ step: Int,
            _ outcome: StepOutcome,
            _ duration: Duration,
            _ exemplar: Exemplar? = nil,
            at now: Instant,
            on shard: Shard
        ) -> Bool {
            guard let index = StepOutcome.allCases.firstIndex(of: outcome) else { return false }
            let handles = steps[step]
            handles.counts[index].add(on: shard)
            handles.durations[index].observe(duration, exemplar: exemplar, on: shard)
            // How long a run took that somebody cut short says nothing about the step.
            guard outcome != .cancelled, outcome != .skipped else { return false }
            let isSlow = handles.learned.ended(duration, succeeded: outcome == .ok, at: now)
            if isSlow { handles.slow.add(on: shard) }
            return isSlow
        }

        /// The step was not wanted.
        func stepSkipped(_ step: Int, on shard: Shard) {
            guard let index = StepOutcome.allCases.firstIndex(of: .skipped) else { return }
            steps[step].counts[index].add(on: shard)
        }

        func stepFailed(_ step: Int, _ type: ErrorType, on shard: Shard) {
            stepFailures.bind(name, stepNames[step], type.rawValue).add(on: shard)
        }

        /// Another attempt of the step follows.
        func triedAgain(_ step: Int, withNextModel: Bool, on shard: Shard) {
            (withNextModel ? steps[step].fallbacks : steps[step].retries).add(on: shard)
        }

        func hedged(_ step: Int, _ outcome: HedgeOutcome, on shard: Shard) {
            guard let index = HedgeOutcome.allCases.firstIndex(of: outcome) else { return }
            steps[step].hedges[index].add(on: shard)
        }

        func abandoned(in step: Int, on shard: Shard) {
            steps[step].abandonments.add(on: shard)
        }

        func used(_ usage: Usage, _ step: Int, _ model: ModelReference, on shard: Shard) {
            for (kind, count) in usage.byKind where count > 0 {
                tokens.bind(name, stepNames[step], model.description, kind).add(UInt64(count), on: shard)
            }
        }
    }
}

extension Step {
    fileprivate var asksModel: Bool {
        if case .model = kind { true } else { false }
    }
}

extension Usage {
    /// The values of the label `kind`, and how many tokens of each were used.
    fileprivate var byKind: [(kind: String, count: Int)] {
        [
            ("input", input), ("cached_input", cachedInput), ("cache_write", cacheWrite),
            ("output", output), ("reasoning", reasoning),
        ]
    }
}
