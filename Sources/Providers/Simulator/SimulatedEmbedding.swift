internal import Bytes
internal import Events

/// Vectors without a model: each word adds to a place that its hash names, so that texts with words in common are near
/// each other (feature hashing, Weinberger and others 2009); of length 1.
enum SimulatedEmbedding {
    static let dimensionsDefault = 256
    /// What says that no model has made them.
    static let model = "simulated-feature-hashing"

    static func embeddings(_ request: EmbeddingRequest) -> Embeddings {
        let dimensions = max(1, request.dimensions ?? dimensionsDefault)
        return Embeddings(
            request.texts.map { vector(of: $0, dimensions) },
            .estimate(promptBytes: request.bytes, answerBytes: 0),
            model: model
        )
    }

    private static func vector(of text: String, _ dimensions: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var fingerprint = Fingerprint()
            fingerprint.add(String(word))
            let hash = fingerprint.value
            vector[Int((hash >> 1) % UInt64(dimensions))] += hash & 1 == 0 ? 1 : -1
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // Without a word, or where words cancel each other, there is no direction: then it is the first.
        guard length > 0 else {
            vector[0] = 1
            return vector
        }
        return vector.map { $0 / length }
    }
}
