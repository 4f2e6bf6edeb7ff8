internal import Events
internal import Platform
internal import Providers

/// Whether the providers that are configured now can be used: one that cannot is a warning while others can, and so is a
/// model that is not asked for a while.
final class ProviderHealth: Sendable {
    private struct Asked {
        var catalog = ProviderCatalog([:])
        /// What pipelines may ask, sorted by name.
        var models: [ModelReference] = []
    }

    private let asked = Lock(Asked())
    private let circuits: Circuits

    init(_ circuits: Circuits) {
        self.circuits = circuits
    }

    /// Looks at these from now on.
    func replace(_ catalog: ProviderCatalog, asking models: Set<ModelReference>) {
        let sorted = models.sorted { $0.description < $1.description }
        asked.withLock { $0 = Asked(catalog: catalog, models: sorted) }
    }

    func finding(at now: Instant) -> HealthCheck.Finding? {
        let asked = asked.withLock { $0 }
        var sentences: [String] = []
        var usable = 0
        for name in asked.catalog.names {
            let trouble = trouble(of: name, asked, at: now)
            if let trouble { sentences.append("\(name): \(trouble.sentence)") }
            if trouble?.isTotal != true { usable += 1 }
        }
        guard !sentences.isEmpty else { return nil }
        let sentence = sentences.joined(separator: "; ")
        return usable == 0 ? .failure(sentence) : .warning(sentence)
    }

    /// What is wrong with a provider, and whether that leaves nothing of it.
    private func trouble(
        of name: String,
        _ asked: Asked,
        at now: Instant
    ) -> (sentence: String, isTotal: Bool)? {
        if let sentence = asked.catalog[name]?.trouble(at: now) { return (sentence, true) }
        let models = asked.models.filter { $0.provider == name }
        let open = models.compactMap { model -> String? in
            guard let trouble = circuits.circuit(of: model).trouble(at: now) else { return nil }
            let seconds = Int(trouble.since.duration(to: now) / .seconds(1))
            let reason = trouble.type.rawValue
            return "\(model.model) is not asked, it has failed for \(seconds) s (\(reason))"
        }
        return open.isEmpty ? nil : (open.joined(separator: ", "), open.count == models.count)
    }
}
