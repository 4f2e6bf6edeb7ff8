internal import Authentication
internal import Costs

extension Caller {
    /// Whom the ledger charges: an owner, told apart by tenant where there are tenants.
    var account: String {
        guard key != nil else { return LedgerKey.anonymous }
        return tenant.map { "\($0)/\(owner)" } ?? owner
    }
}
