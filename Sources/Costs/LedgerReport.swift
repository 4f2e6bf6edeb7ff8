package import Platform

/// What a ledger answers: sums, in the order of the columns that tell them apart.
package struct LedgerReport: Sendable {
    package struct Row: Sendable {
        /// One for each column of the query.
        package let values: [String]
        package internal(set) var sums: LedgerSums
    }

    package let columns: [LedgerQuery.Column]
    package let rows: [Row]
    package let total: LedgerSums
    /// When the ledger begins.
    package let since: Timestamp

    /// Adds up those of `entries` that are asked for.
    package init(
        _ query: LedgerQuery,
        of entries: some Sequence<(key: LedgerKey, value: LedgerSums)>,
        since: Timestamp
    ) {
        var total = LedgerSums()
        var groups: [LedgerGroup: (key: LedgerKey, sums: LedgerSums)] = [:]
        for (key, entry) in entries where query.includes(key) {
            groups[LedgerGroup(of: key, by: query.columns), default: (key, LedgerSums())].sums += entry
            total += entry
        }
        columns = query.columns
        rows = groups.values.map { group in
            Row(values: query.columns.map { $0.value(of: group.key) }, sums: group.sums)
        }.sorted {
            $0.values.lexicographicallyPrecedes($1.values)
        }
        self.total = total
        self.since = since
    }
}
