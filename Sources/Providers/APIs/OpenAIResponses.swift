internal import Events
internal import HTTPClient
internal import JSON

/// OpenAI's Responses.
///
/// Source: OpenAI's API reference, "Responses" and "Streaming events"; openai-python's `types/responses`.
struct OpenAIResponses: ModelAPI {
    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest {
        var body = JSONObject(minimumCapacity: 8)
        body["model"] = .string(model)
        if let system = asked.system(terms) { body["instructions"] = .string(system) }
        body["input"] = input(asked, terms)
        body["stream"] = true
        // Nothing is asked about it later, so nobody need keep it.
        body["store"] = false
        if let most = asked.maxOutputTokens { body["max_output_tokens"] = .integer(Int64(most)) }
        if terms.hasTemperature, let temperature = asked.temperature {
            body["temperature"] = .number(temperature)
        }
        if let schema = asked.schema, let format = format(schema, terms) { body["text"] = ["format": format] }
        return VendorRequest(path: "/responses", body: body)
    }

    private static func input(_ asked: ModelRequest, _ terms: RequestTerms) -> JSONValue {
        guard asked.schema != nil, terms.structure == .object else { return .string(asked.prompt) }
        // JSON is refused unless the input, to which the instructions do not count, has that word in it.
        return [
            ["role": "developer", "content": "Answer in JSON."],
            ["role": "user", "content": .string(asked.prompt)],
        ]
    }

    private static func format(_ schema: JSONSchema, _ terms: RequestTerms) -> JSONValue? {
        switch terms.structure {
        case .schema:
            [
                "type": "json_schema", "name": "answer", "schema": schema.document,
                "strict": .bool(StrictSchema.holds(schema)),
            ]
        case .object: ["type": "json_object"]
        case .prompt: nil
        }
    }

    static func fields(for key: APIKey) -> [HTTPField] {
        [HTTPField("Authorization", "Bearer \(key.secret)")]
    }

    static var embeddings: (any EmbeddingAPI.Type)? { OpenAIEmbeddings.self }

    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer) {
        guard let type = frame["type"] else {
            // Servers between us and OpenAI report their own failures without one.
            if let error = frame["error"], !error.isNull { answer.error = VendorError(inStream: error) }
            return
        }
        if type.equals("response.output_text.delta") || type.equals("response.refusal.delta") {
            // A refusal is an answer in words; whether it will do is for the schema and the rules to say.
            frame["delta"]?.append(to: &answer.text)
        } else if type.equals("error") {
            answer.error = VendorError(inStream: frame["error"] ?? frame)
        } else if let response = frame["response"] {
            Self.read(response, type, into: &answer)
        }
    }

    /// The response as a whole, as the events of its life carry it.
    private static func read(_ response: JSONNode, _ type: JSONNode, into answer: inout VendorAnswer) {
        if answer.model == nil { answer.model = response["model"]?.string }
        if let usage = response["usage"], usage.isObject {
            answer.usage = self.usage(usage)
            answer.hasUsage = true
        }
        if type.equals("response.completed") {
            answer.finish = .stop
            answer.isOver = true
        } else if type.equals("response.incomplete") {
            let reason = response["incomplete_details"]?["reason"]
            // Whatever else may cut an answer short leaves a part of it, as a used up budget does.
            answer.finish = reason?.equals("content_filter") == true ? .contentFilter : .length
            answer.isOver = true
        } else if type.equals("response.failed") {
            answer.error = VendorError(inStream: response["error"] ?? response)
        }
    }

    /// Cached tokens are among those of the input, and those of reasoning among those of the output.
    private static func usage(_ usage: JSONNode) -> Usage {
        let input = usage["input_tokens_details"]
        return Usage(
            inputTotal: usage["input_tokens"]?.tokens ?? 0,
            cached: input?["cached_tokens"]?.tokens ?? 0,
            cacheWrite: input?["cache_write_tokens"]?.tokens ?? 0,
            outputTotal: usage["output_tokens"]?.tokens ?? 0,
            reasoning: usage["output_tokens_details"]?["reasoning_tokens"]?.tokens ?? 0
        )
    }
}
