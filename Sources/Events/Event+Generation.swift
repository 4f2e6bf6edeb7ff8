package import JSON

/// What the first and the last event of a generation carry.
extension Event {
    package struct GenerationStart: Sendable {
        package let generation: GenerationID
        /// The steps that will run, and how long each is expected to take.
        package let steps: [(step: Int, expected: Duration)]

        package init(generation: GenerationID, steps: [(step: Int, expected: Duration)]) {
            self.generation = generation
            self.steps = steps
        }
    }

    /// What a terminal event says, whatever the outcome.
    package struct GenerationEnd: Sendable {
        package let generation: GenerationID
        /// The pipeline's result; what there is of it if the generation did not complete.
        package let result: JSONValue
        /// Indices of the steps that did not complete.
        package let missing: [Int]
        package let duration: Duration
        package let usage: Usage
        package let cost: Cost
        /// The same for each step that asked a model, in the order of the steps.
        package let stepCosts: [StepCost]
        /// How long each step took, as far as it ran.
        package let steps: [(step: Int, duration: Duration)]
        /// `PROVIDER/MODEL` of the model calls, in the order of their first use.
        package let models: [String]

        package init(
            generation: GenerationID,
            result: JSONValue,
            missing: [Int],
            duration: Duration,
            usage: Usage,
            cost: Cost = Cost(),
            stepCosts: [StepCost] = [],
            steps: [(step: Int, duration: Duration)],
            models: [String]
        ) {
            self.generation = generation
            self.result = result
            self.missing = missing
            self.duration = duration
            self.usage = usage
            self.cost = cost
            self.stepCosts = stepCosts
            self.steps = steps
            self.models = models
        }
    }
}
