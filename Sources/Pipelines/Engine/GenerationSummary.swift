package import Events

/// What there is to say about a generation when it is over: its line in the log.
package struct GenerationSummary: Sendable {
    package let id: GenerationID
    package let pipeline: String
    package let outcome: PipelineMetrics.Outcome
    package let duration: Duration
    package let steps: [(name: String, duration: Duration)]
    package let models: [String]
    package let usage: Usage
    package let cost: Cost
    /// How many attempts followed others with the same model, and how many with the next of a step's models.
    package let retries: Int
    package let fallbacks: Int
    /// How often a second model was asked because the first was late.
    package let hedges: Int
    /// The step that failed, and why.
    package let failedStep: String?
    package let fault: GenerationFault?
    /// Whether its spans are exported.
    package internal(set) var isExported = false
}
