/// What a key may be for.
package enum Scope: String, CaseIterable, Sendable {
    /// Starting generations, calling them off, forgetting them.
    case generate
    /// Seeing what there is.
    case read
    /// Everything, whoever it belongs to.
    case admin
    /// Scraping.
    case metrics

    /// Whether a key for this may do what needs `other`: who starts a generation also reads it.
    func includes(_ other: Scope) -> Bool {
        switch self {
        case .admin: true
        case .generate: other == .generate || other == .read
        case .read, .metrics: other == self
        }
    }
}
