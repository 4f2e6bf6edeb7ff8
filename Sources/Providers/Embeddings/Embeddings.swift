package import Events

/// Vectors that a model has made of texts.
package struct Embeddings: Equatable, Sendable {
    /// One for each text, in their order; all are of one length, which is not 1 with every model.
    package let vectors: [[Float]]
    package let usage: Usage
    /// The model that made them, by its exact name, if the provider said it.
    package let model: String?

    package init(_ vectors: [[Float]], _ usage: Usage, model: String?) {
        self.vectors = vectors
        self.usage = usage
        self.model = model
    }
}
