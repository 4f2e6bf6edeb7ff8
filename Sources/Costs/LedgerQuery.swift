/// What is asked of a ledger: which entries, and what is added up.
package struct LedgerQuery: Sendable {
    /// What rows are told apart by, in this order.
    package enum Column: String, CaseIterable, Sendable {
        case owner
        case pipeline
        case step
        case model
        case hour
        case day

        /// What an entry has there.
        func value(of key: LedgerKey) -> String {
            switch self {
            case .owner: key.owner
            case .pipeline: key.pipeline
            case .step: key.step
            case .model: key.model.description
            case .hour: key.hour.description
            case .day: key.hour.day.description
            }
        }
    }

    package var columns: [Column]
    /// The first hour, and the first that does not count any more.
    package var from: Hour?
    package var to: Hour?
    /// Whose entries count; everybody's if it is nil.
    package var owner: String?

    package init(by columns: [Column] = [], from: Hour? = nil, to: Hour? = nil, owner: String? = nil) {
        self.columns = columns
        self.from = from
        self.to = to
        self.owner = owner
    }

    func includes(_ key: LedgerKey) -> Bool {
        if let owner, key.owner != owner { return false }
        if let from, key.hour < from { return false }
        if let to, key.hour >= to { return false }
        return true
    }
}
