internal import Events
internal import HTTPClient
internal import JSON

/// OpenAI's chat completions, and what speaks them too: vLLM, Ollama, llama.cpp, LiteLLM, Azure.
///
/// Source: OpenAI's API reference, "Chat Completions" and "Streaming"; openai-python's `chat_completion_chunk`.
struct OpenAIChat: ModelAPI {
    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest {
        var body = JSONObject(minimumCapacity: 8)
        body["model"] = .string(model)
        body["messages"] = .array(messages(asked, terms))
        body["stream"] = true
        if terms.asksForUsage { body["stream_options"] = ["include_usage": true] }
        if let most = asked.maxOutputTokens {
            body[terms.hasOldTokenLimit ? "max_tokens" : "max_completion_tokens"] = .integer(Int64(most))
        }
        if terms.hasTemperature, let temperature = asked.temperature {
            body["temperature"] = .number(temperature)
        }
        if let schema = asked.schema { body["response_format"] = format(schema, terms) }
        return VendorRequest(path: "/chat/completions", body: body)
    }

    private static func messages(_ asked: ModelRequest, _ terms: RequestTerms) -> [JSONValue] {
        var messages: [JSONValue] = []
        if let system = asked.system(terms) {
            messages.append(["role": "system", "content": .string(system)])
        }
        return messages + [["role": "user", "content": .string(asked.prompt)]]
    }

    private static func format(_ schema: JSONSchema, _ terms: RequestTerms) -> JSONValue? {
        switch terms.structure {
        case .schema:
            [
                "type": "json_schema",
                "json_schema": [
                    "name": "answer", "schema": schema.document, "strict": .bool(StrictSchema.holds(schema)),
                ],
            ]
        // The schema is for servers that make a grammar of it, as llama.cpp's do.
        case .object: ["type": "json_object", "schema": schema.document]
        case .prompt: nil
        }
    }

    static func fields(for key: APIKey) -> [HTTPField] {
        [HTTPField("Authorization", "Bearer \(key.secret)")]
    }

    static var embeddings: (any EmbeddingAPI.Type)? { OpenAIEmbeddings.self }

    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer) {
        if let error = frame["error"], !error.isNull {
            answer.error = VendorError(inStream: error)
            return
        }
        if answer.model == nil { answer.model = frame["model"]?.string }
        if let choice = frame["choices"]?[0] {
            // A refusal is an answer in words; whether it will do is for the schema and the rules to say.
            choice["delta"]?["content"]?.append(to: &answer.text)
            choice["delta"]?["refusal"]?.append(to: &answer.text)
            if let reason = choice["finish_reason"], !reason.isNull { answer.finish = Self.finish(reason) }
        }
        if let usage = frame["usage"], usage.isObject {
            answer.usage = Self.usage(usage)
            answer.hasUsage = true
        }
    }

    private static func finish(_ reason: JSONNode) -> FinishReason {
        if reason.equals("length") { return .length }
        return reason.equals("content_filter") ? .contentFilter : .stop
    }

    /// Cached tokens are among those of the prompt, and those of reasoning among those of the answer.
    private static func usage(_ usage: JSONNode) -> Usage {
        let prompt = usage["prompt_tokens_details"]
        return Usage(
            inputTotal: usage["prompt_tokens"]?.tokens ?? 0,
            cached: prompt?["cached_tokens"]?.tokens ?? 0,
            cacheWrite: prompt?["cache_write_tokens"]?.tokens ?? 0,
            outputTotal: usage["completion_tokens"]?.tokens ?? 0,
            reasoning: usage["completion_tokens_details"]?["reasoning_tokens"]?.tokens ?? 0
        )
    }
}
