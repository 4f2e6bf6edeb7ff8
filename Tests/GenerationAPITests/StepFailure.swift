import Testing

/// One step of a shipped system goes wrong: what its client is told, and what can still be had.
struct StepFailure: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let system: ShippedSystem
    let takes: [String: [Take]]
    /// What its client is told, in short.
    let told: [String]
    /// Whether the generation succeeds nevertheless.
    var isComplete = false
    /// The steps of which there is no output in the end.
    let missing: [String]
    /// What of the result there is in the end.
    var result: [String] = []
    /// The steps that failed, and with what.
    let failures: [(step: String, type: String)]
    /// How often each step was tried again.
    var retries: [String: Int] = [:]

    static let all = content + visionFramework + lifePlan
}
