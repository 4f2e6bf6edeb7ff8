internal import Platform
internal import Providers

/// Whether the providers that are configured now can be used: one that cannot is a warning while others can.
final class ProviderHealth: Sendable {
    private let catalog = Lock(ProviderCatalog([:]))

    /// Looks at these from now on.
    func replace(_ catalog: ProviderCatalog) {
        self.catalog.withLock { $0 = catalog }
    }

    func finding(at now: Instant) -> HealthCheck.Finding? {
        let catalog = catalog.withLock { $0 }
        let troubles = catalog.names.compactMap { name in
            catalog[name]?.trouble(at: now).map { "\(name): \($0)" }
        }
        guard !troubles.isEmpty else { return nil }
        let sentence = troubles.joined(separator: "; ")
        return troubles.count == catalog.names.count ? .failure(sentence) : .warning(sentence)
    }
}
