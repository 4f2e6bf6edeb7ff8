package import Events

/// What several calls have used and cost together.
package struct LedgerSums: Equatable, Sendable {
    package private(set) var calls = 0
    /// Calls of which the provider did not say what they used.
    package private(set) var estimatedCalls = 0
    package private(set) var usage = Usage()
    package private(set) var cost = Cost()

    package init() {}

    package mutating func add(_ usage: Usage, _ cost: Cost) {
        calls += 1
        if usage.isEstimated { estimatedCalls += 1 }
        self.usage += usage
        self.cost += cost
    }

    package static func += (total: inout LedgerSums, part: LedgerSums) {
        total.calls += part.calls
        total.estimatedCalls += part.estimatedCalls
        total.usage += part.usage
        total.cost += part.cost
    }
}
