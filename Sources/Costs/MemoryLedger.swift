package import Events
package import Metrics
package import Platform

/// A ledger that lives as long as the process.
///
/// Bounded: what comes once it is full goes to one row for each hour, and is counted.
package final class MemoryLedger: Ledger, Collector {
    private let rows = Lock<[LedgerKey: LedgerSums]>([:])
    private let rowsMax: Int
    private let since: Timestamp
    private let overflows: Counter
    private let shared: Shard

    /// Some ten megabytes; a hundred owners who use thirty models and steps fill it within two days.
    package static let rowsMaxDefault = 50_000

    package init(rowsMax: Int = rowsMaxDefault, since: Timestamp, registry: Registry) {
        self.rowsMax = rowsMax
        self.since = since
        shared = registry.shared
        overflows = registry.counter(
            "penstock_cost_ledger_overflow_total",
            "Calls entered in the hour's overflow row because the ledger was full; their cost is in it, not by whom or what."
        ).bind()
    }

    package func enter(_ usage: Usage, _ cost: Cost, under key: LedgerKey) {
        let isFull = rows.withLock { rows in
            if rows[key] == nil, rows.count >= rowsMax {
                rows[.overflow(in: key.hour), default: LedgerSums()].add(usage, cost)
                return true
            }
            rows[key, default: LedgerSums()].add(usage, cost)
            return false
        }
        if isFull { overflows.add(on: shared) }
    }

    package func report(_ query: LedgerQuery) -> LedgerReport {
        let rows = rows.withLock { $0 }
        return LedgerReport(query, of: rows.lazy.map { (key: $0.key, value: $0.value) }, since: since)
    }

    // MARK: Metrics

    package let descriptors = [
        MetricDescriptor(
            "penstock_cost_ledger_rows",
            "Rows of the ledger: owner, pipeline, step, model and hour.",
            kind: .gauge
        )
    ]

    package func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        report("penstock_cost_ledger_rows", [], Double(rows.withLock { $0.count }))
    }
}
