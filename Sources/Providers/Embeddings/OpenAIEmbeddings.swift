internal import JSON

/// OpenAI's embeddings, and what speaks them too.
///
/// Source: OpenAI's API reference, "Embeddings".
enum OpenAIEmbeddings: EmbeddingAPI {
    static func request(_ texts: [String], of model: String, dimensions: Int?) -> VendorRequest {
        var body = JSONObject(minimumCapacity: 3)
        body["model"] = .string(model)
        body["input"] = .array(texts.map { .string($0) })
        if let dimensions { body["dimensions"] = .integer(Int64(dimensions)) }
        return VendorRequest(path: "/embeddings", accept: "application/json", body: body)
    }

    static func read(_ document: JSONNode) -> (vectors: [[Float]], tokens: Int?, model: String?) {
        var found: [(place: Int, vector: [Float])] = []
        document["data"]?.forEachElement { item in
            found.append((item["index"]?.integer ?? found.count, item["embedding"]?.vector ?? []))
        }
        found.sort { $0.place < $1.place }
        let isWhole = found.indices.allSatisfy { found[$0].place == $0 }
        return (
            isWhole ? found.map(\.vector) : [],
            document["usage"]?["prompt_tokens"]?.tokens,
            document["model"]?.string
        )
    }
}
