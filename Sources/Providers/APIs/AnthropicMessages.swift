internal import Events
internal import HTTPClient
internal import JSON

/// Anthropic's Messages.
///
/// Source: Anthropic's API reference, "Messages" and "Streaming messages"; anthropic-sdk-python's `types`.
struct AnthropicMessages: ModelAPI {
    /// What a model may write where a pipeline does not say: the API demands a number, and every model that it still
    /// serves may write as much.
    static let outputTokensDefault = 8_192

    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest {
        var terms = terms
        let tool = terms.structure == .schema ? asked.schema.flatMap(tool) : nil
        // There is no form that demands JSON and leaves open which.
        if tool == nil { terms.structure = .prompt }
        var body = JSONObject(minimumCapacity: 8)
        body["model"] = .string(model)
        body["max_tokens"] = .integer(Int64(asked.maxOutputTokens ?? outputTokensDefault))
        if let system = asked.system(terms) { body["system"] = .string(system) }
        body["messages"] = [["role": "user", "content": .string(asked.prompt)]]
        body["stream"] = true
        if terms.hasTemperature, let temperature = asked.temperature {
            body["temperature"] = .number(temperature)
        }
        if let tool {
            body["tools"] = [tool]
            body["tool_choice"] = ["type": "tool", "name": "answer", "disable_parallel_tool_use": true]
        }
        return VendorRequest(
            path: "/v1/messages",
            fields: [HTTPField("anthropic-version", "2023-06-01")],
            body: body
        )
    }

    /// A tool that the model has to use, whose input is the answer; nil where the schema cannot be that of an input,
    /// which is an object and no choice of several.
    private static func tool(_ schema: JSONSchema) -> JSONValue? {
        guard let members = schema.document.object, members["type"]?.string == "object",
            ["oneOf", "anyOf", "allOf"].allSatisfy({ members[$0] == nil })
        else { return nil }
        return [
            "name": "answer", "description": "Takes the answer.", "input_schema": schema.document,
        ]
    }

    static func fields(for key: APIKey) -> [HTTPField] {
        [HTTPField("x-api-key", key.secret)]
    }

    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer) {
        guard let type = frame["type"] else { return }
        if type.equals("content_block_delta") {
            // Of text and of the tool's input; what a model thinks, signs and cites is neither.
            frame["delta"]?["text"]?.append(to: &answer.text)
            frame["delta"]?["partial_json"]?.append(to: &answer.text)
        } else if type.equals("message_start") {
            answer.model = frame["message"]?["model"]?.string
            if let usage = frame["message"]?["usage"] { Self.read(usage, into: &answer) }
        } else if type.equals("message_delta") {
            if let reason = frame["delta"]?["stop_reason"], !reason.isNull {
                answer.finish = Self.finish(reason)
            }
            if let usage = frame["usage"] { Self.read(usage, into: &answer) }
        } else if type.equals("message_stop") {
            answer.isOver = true
        } else if type.equals("error") {
            answer.error = VendorError(inStream: frame["error"] ?? frame)
        }
    }

    private static func finish(_ reason: JSONNode) -> FinishReason {
        if reason.equals("max_tokens") || reason.equals("model_context_window_exceeded") { return .length }
        // `end_turn`, `stop_sequence`, `tool_use` of the tool that was asked for, `pause_turn` of tools that were not.
        return reason.equals("refusal") ? .contentFilter : .stop
    }

    /// Each figure is the total so far, and one that is not said again stays.
    ///
    /// Tokens from the cache and to it stand beside those of the input, those of thinking among those of the output.
    private static func read(_ usage: JSONNode, into answer: inout VendorAnswer) {
        guard usage.isObject else { return }
        answer.hasUsage = true
        if let tokens = usage["input_tokens"]?.tokens { answer.usage.input = tokens }
        if let tokens = usage["cache_read_input_tokens"]?.tokens { answer.usage.cachedInput = tokens }
        if let tokens = usage["cache_creation_input_tokens"]?.tokens { answer.usage.cacheWrite = tokens }
        if let tokens = usage["output_tokens"]?.tokens {
            let thinking = usage["output_tokens_details"]?["thinking_tokens"]?.tokens ?? 0
            answer.usage.output = max(0, tokens - thinking)
            answer.usage.reasoning = thinking
        }
    }
}
