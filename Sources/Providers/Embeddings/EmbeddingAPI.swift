internal import JSON

/// One vendor's wire format for embeddings: how a model is asked, and what its answer means.
protocol EmbeddingAPI: Sendable {
    static func request(_ texts: [String], of model: String, dimensions: Int?) -> VendorRequest

    /// The vectors in the order of the texts, and the tokens of these if the vendor has counted them.
    static func read(_ document: JSONNode) -> (vectors: [[Float]], tokens: Int?, model: String?)
}

extension JSONNode {
    /// The numbers of an array of numbers.
    var vector: [Float] {
        var vector: [Float] = []
        forEachElement { if let number = $0.number { vector.append(Float(number)) } }
        return vector
    }
}
