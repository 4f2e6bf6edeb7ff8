/// A model of a provider, as pipelines name it: `PROVIDER/MODEL`.
package struct ModelReference: Hashable, Sendable, CustomStringConvertible {
    package let provider: String
    package let model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    /// Reads `PROVIDER/MODEL`; the model's name may hold further slashes.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        provider = String(text[..<slash])
        model = String(text[text.index(after: slash)...])
        guard !provider.isEmpty, !model.isEmpty else { return nil }
    }

    package var description: String { "\(provider)/\(model)" }
}
