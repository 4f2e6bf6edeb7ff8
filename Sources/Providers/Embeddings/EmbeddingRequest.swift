package import Tracing

/// Texts that are to become vectors.
package struct EmbeddingRequest: Sendable {
    /// As many as every vendor takes at a time.
    package static let textsMax = 100

    package let model: ModelReference
    package let texts: [String]
    /// How long the vectors are to be; nil for what is the model's own.
    package let dimensions: Int?
    package let trace: TraceContext?

    package init(
        model: ModelReference,
        texts: [String],
        dimensions: Int? = nil,
        trace: TraceContext? = nil
    ) {
        self.model = model
        self.texts = texts
        self.dimensions = dimensions
        self.trace = trace
    }

    var bytes: Int { texts.reduce(0) { $0 + $1.utf8.count } }
}
