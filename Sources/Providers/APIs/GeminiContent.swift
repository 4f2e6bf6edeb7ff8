internal import Events
internal import HTTPClient
internal import JSON

/// Gemini's content generation.
///
/// Source: Gemini's API reference, "Generating content"; python-genai's `types`.
struct GeminiContent: ModelAPI {
    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest {
        var body = JSONObject(minimumCapacity: 4)
        if let system = asked.system(terms) {
            body["systemInstruction"] = ["parts": [["text": .string(system)]]]
        }
        body["contents"] = [["role": "user", "parts": [["text": .string(asked.prompt)]]]]
        let generation = configuration(asked, terms)
        if !generation.isEmpty { body["generationConfig"] = .object(generation) }
        return VendorRequest(path: "/models/\(model):streamGenerateContent?alt=sse", body: body)
    }

    private static func configuration(_ asked: ModelRequest, _ terms: RequestTerms) -> JSONObject {
        var generation = JSONObject(minimumCapacity: 4)
        if terms.hasTemperature, let temperature = asked.temperature {
            generation["temperature"] = .number(temperature)
        }
        if let most = asked.maxOutputTokens { generation["maxOutputTokens"] = .integer(Int64(most)) }
        if let schema = asked.schema, terms.structure != .prompt {
            generation["responseMimeType"] = "application/json"
            if terms.structure == .schema {
                generation["responseJsonSchema"] = GeminiSchema.of(schema.document)
            }
        }
        return generation
    }

    static func fields(for key: APIKey) -> [HTTPField] {
        [HTTPField("x-goog-api-key", key.secret)]
    }

    static var embeddings: (any EmbeddingAPI.Type)? { GeminiEmbeddings.self }

    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer) {
        if let error = frame["error"], !error.isNull {
            answer.error = VendorError(inStream: error)
            return
        }
        if answer.model == nil { answer.model = frame["modelVersion"]?.string }
        if let usage = frame["usageMetadata"], usage.isObject {
            answer.usage = Self.usage(usage)
            answer.hasUsage = true
        }
        if let reason = frame["promptFeedback"]?["blockReason"]?.string {
            answer.error = VendorError(word: reason, .providerContentFiltered, "the prompt was blocked")
        }
        guard let candidate = frame["candidates"]?[0] else { return }
        candidate["content"]?["parts"]?.forEachElement { part in
            if part["thought"]?.isTrue != true { part["text"]?.append(to: &answer.text) }
        }
        if let reason = candidate["finishReason"]?.string { Self.finish(reason, of: candidate, &answer) }
    }

    private static func finish(_ reason: String, of candidate: JSONNode, _ answer: inout VendorAnswer) {
        switch reason {
        case "FINISH_REASON_UNSPECIFIED": break
        case "STOP": answer.finish = .stop
        case "MAX_TOKENS": answer.finish = .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION":
            answer.finish = .contentFilter
        // The model called a function that nobody offered, or stopped for a reason that Google does not name or did not
        // know when this was written: the answer is not whole, and another attempt may be.
        default:
            let message = candidate["finishMessage"]?.string ?? "the model did not finish its answer"
            answer.error = VendorError(word: reason, .providerServerError, message)
        }
    }

    /// Each frame says the totals so far.
    ///
    /// Cached tokens are among those of the prompt; those that tools added to it stand beside them, and those of thoughts
    /// beside those of the answer.
    private static func usage(_ usage: JSONNode) -> Usage {
        let prompt = usage["promptTokenCount"]?.tokens ?? 0
        let thoughts = usage["thoughtsTokenCount"]?.tokens ?? 0
        return Usage(
            inputTotal: prompt + (usage["toolUsePromptTokenCount"]?.tokens ?? 0),
            cached: usage["cachedContentTokenCount"]?.tokens ?? 0,
            outputTotal: (usage["candidatesTokenCount"]?.tokens ?? 0) + thoughts,
            reasoning: thoughts
        )
    }
}
