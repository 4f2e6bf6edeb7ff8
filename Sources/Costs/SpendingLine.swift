package import Events
package import Metrics
package import Platform

/// How much each owner may spend in a day, and has; any thread may ask.
///
/// A day is one of UTC. What runs already is charged also beyond the line, so an owner may end up above it by what was under
/// way.
package final class SpendingLine: Collector {
    /// How one owner stands.
    package struct Standing: Sendable {
        package let limit: NanoDollars
        package let spent: NanoDollars
        /// When it counts from nothing again.
        package let resets: Timestamp
    }

    private struct Spending {
        var day: Day
        var amount: NanoDollars
    }

    private struct State {
        /// Nil for no line.
        var limit: NanoDollars?
        /// In place of it, for some.
        var limits: [String: NanoDollars] = [:]
        var owners: [String: Spending] = [LedgerKey.anonymous: Spending(day: Day(number: 0), amount: .zero)]

        func limit(of owner: String) -> NanoDollars? { limits[owner] ?? limit }

        func spent(by owner: String, on day: Day) -> NanoDollars {
            guard let spending = owners[owner], spending.day == day else { return .zero }
            return spending.amount
        }
    }

    private let state = Lock(State())
    private let time: any TimeSource

    package init(time: any TimeSource) {
        self.time = time
    }

    /// From now on; `limits` are of single owners, and stand in place of the one for all.
    package func set(limit: NanoDollars?, limits: [String: NanoDollars] = [:]) {
        state.withLock { ($0.limit, $0.limits) = (limit, limits) }
    }

    func spend(_ amount: NanoDollars, by owner: String, on day: Day) {
        state.withLock { state in
            // Another loop may have begun the next day already.
            let day = max(day, state.owners[owner]?.day ?? day)
            let spent = state.spent(by: owner, on: day) + amount
            state.owners[owner] = Spending(day: day, amount: spent)
        }
    }

    /// How an owner stands who has spent what may be spent; nil for one who may go on.
    package func reached(by owner: String, at now: Timestamp) -> Standing? {
        let day = Day(now)
        return state.withLock { state in
            guard let limit = state.limit(of: owner) else { return nil }
            let spent = state.spent(by: owner, on: day)
            return spent < limit ? nil : Standing(limit: limit, spent: spent, resets: day.next.start)
        }
    }

    // MARK: Metrics

    package let descriptors = [
        MetricDescriptor(
            "penstock_budget_dollars",
            "What an owner may spend in a day of UTC; +Inf where there is no line.",
            kind: .gauge,
            unit: .dollars,
            labels: ["budget"]
        ),
        MetricDescriptor(
            "penstock_budget_spent_ratio",
            "Share of it that is spent today; 0 where there is no line.",
            kind: .gauge,
            unit: .ratio,
            labels: ["budget"]
        ),
    ]

    package func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        let day = Day(time.timestamp())
        let owners = state.withLock { state in
            state.owners.keys.map { ($0, state.limit(of: $0), state.spent(by: $0, on: day)) }
        }
        for (owner, limit, spent) in owners {
            report("penstock_budget_dollars", [owner], limit?.inDollars ?? .infinity)
            let ratio = limit.map { $0 > .zero ? spent.inDollars / $0.inDollars : 1 } ?? 0
            report("penstock_budget_spent_ratio", [owner], ratio)
        }
    }
}
