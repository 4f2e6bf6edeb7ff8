package import Events

/// Where every call that ended stands with what it used and cost; any thread may ask.
///
/// Its entries are sums by the hour, so few that a ledger that is stored keeps them in memory too: no one who enters or asks
/// waits for a disk.
package protocol Ledger: AnyObject, Sendable {
    func enter(_ usage: Usage, _ cost: Cost, under key: LedgerKey)

    /// What the entries come to that are asked for.
    func report(_ query: LedgerQuery) -> LedgerReport
}
