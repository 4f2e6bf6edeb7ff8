internal import JSON

/// Gemini's embeddings.
///
/// Source: Gemini's API reference, "Embeddings", `models.batchEmbedContents`.
enum GeminiEmbeddings: EmbeddingAPI {
    static func request(_ texts: [String], of model: String, dimensions: Int?) -> VendorRequest {
        let requests = texts.map { text -> JSONValue in
            var request = JSONObject(minimumCapacity: 3)
            request["model"] = .string("models/\(model)")
            request["content"] = ["parts": [["text": .string(text)]]]
            if let dimensions { request["outputDimensionality"] = .integer(Int64(dimensions)) }
            return .object(request)
        }
        var body = JSONObject()
        body["requests"] = .array(requests)
        return VendorRequest(
            path: "/models/\(model):batchEmbedContents",
            accept: "application/json",
            body: body
        )
    }

    static func read(_ document: JSONNode) -> (vectors: [[Float]], tokens: Int?, model: String?) {
        var vectors: [[Float]] = []
        document["embeddings"]?.forEachElement { vectors.append($0["values"]?.vector ?? []) }
        return (vectors, document["usageMetadata"]?["promptTokenCount"]?.tokens, nil)
    }
}
