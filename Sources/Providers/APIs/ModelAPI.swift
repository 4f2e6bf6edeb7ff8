internal import HTTPClient
internal import JSON

/// One vendor's wire format: how a model is asked, and what the frames of its answer mean; nothing more.
///
/// A value reads one answer.
protocol ModelAPI: Sendable {
    /// What asks `model`, as the vendor calls it, for one answer.
    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest

    /// The fields that say who asks.
    static func fields(for key: APIKey) -> [HTTPField]

    /// How its vendor makes embeddings, if it does.
    static var embeddings: (any EmbeddingAPI.Type)? { get }

    init()

    /// Adds to `answer` what one frame says.
    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer)
}

extension ModelAPI {
    static var embeddings: (any EmbeddingAPI.Type)? { nil }
}
