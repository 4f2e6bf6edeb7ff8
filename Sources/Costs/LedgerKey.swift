/// What the ledger tells apart.
package struct LedgerKey: Hashable, Sendable {
    package let owner: String
    package let pipeline: String
    package let step: String
    package let model: ModelKey
    package let hour: Hour

    package init(owner: String, pipeline: String, step: String, model: ModelKey, hour: Hour) {
        self.owner = owner
        self.pipeline = pipeline
        self.step = step
        self.model = model
        self.hour = hour
    }

    /// Who is charged where nobody says who they are.
    package static let anonymous = "anonymous"

    /// What stands for everything that a full ledger could not tell apart, but for its hour.
    static func overflow(in hour: Hour) -> LedgerKey {
        let model = ModelKey(provider: "other", model: "other")
        return LedgerKey(owner: "other", pipeline: "other", step: "other", model: model, hour: hour)
    }
}
