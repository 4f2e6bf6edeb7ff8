/// Who a request is from.
package struct Caller: Hashable, Sendable {
    /// Whose key it is; empty where nobody has to have one.
    package let owner: String
    /// The organisation that the owner belongs to, where that is told apart: owners of two may have the same name.
    package let tenant: String?
    package let scopes: Set<Scope>
    /// The public part of the key; nil where nobody has to have one.
    package let key: String?

    package init(owner: String, tenant: String?, scopes: Set<Scope>, key: String?) {
        self.owner = owner
        self.tenant = tenant
        self.scopes = scopes
        self.key = key
    }

    /// Whoever reaches a server that asks nobody who they are: may do everything.
    package static let anyone = Caller(owner: "", tenant: nil, scopes: Set(Scope.allCases), key: nil)
    /// Whoever has not said who they are, or not yet: may do nothing.
    package static let nobody = Caller(owner: "", tenant: nil, scopes: [], key: nil)

    package func may(_ scope: Scope) -> Bool {
        scopes.contains { $0.includes(scope) }
    }

    /// Whether what belongs to `other` is there for this one at all; with `admin` everything is.
    package func sees(whatBelongsTo other: Caller) -> Bool {
        guard may(.read) else { return false }
        return may(.admin) || (owner == other.owner && tenant == other.tenant)
    }
}
