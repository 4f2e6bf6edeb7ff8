import Events
import Providers
import Testing

/// An answer in a spelling that one vendor has, or one of its imitators.
struct VendorTranscript: Sendable, CustomTestStringConvertible {
    let api: UpstreamSettings.API
    let name: String
    let text: String
    var finish: FinishReason?
    var error: ErrorType?
    var usage: Usage
    var model = "model-2026-11-01"

    var testDescription: String { "\(api.rawValue)/\(name)" }

    private static func tokens(
        _ input: Int,
        _ output: Int,
        cached: Int = 0,
        write: Int = 0,
        reasoning: Int = 0,
        estimated: Bool = false
    ) -> Usage {
        var usage = Usage(input: input, output: output)
        usage.cachedInput = cached
        usage.cacheWrite = write
        usage.reasoning = reasoning
        usage.isEstimated = estimated
        return usage
    }

    private static let estimate = tokens(VendorBench.promptTokens, 1, estimated: true)
    private static let nothing = tokens(VendorBench.promptTokens, 0, estimated: true)

    static let all = chat + responses + anthropic + gemini

    private static let chat = [
        VendorTranscript(
            api: .openAIChat,
            name: "usage_beside_choices",
            text: "Hi",
            finish: .stop,
            usage: tokens(5, 2)
        ),
        VendorTranscript(api: .openAIChat, name: "no_done", text: "Hi", finish: .stop, usage: estimate),
        VendorTranscript(
            api: .openAIChat,
            name: "done_without_a_finish",
            text: "Hi",
            error: .providerTruncated,
            usage: estimate
        ),
        VendorTranscript(
            api: .openAIChat,
            name: "azure_prompt_filter_first",
            text: "Hi",
            finish: .stop,
            usage: estimate
        ),
        VendorTranscript(
            api: .openAIChat,
            name: "error_as_text",
            text: "",
            error: .providerServerError,
            usage: nothing,
            model: ""
        ),
        VendorTranscript(
            api: .openAIChat,
            name: "error_by_number",
            text: "Hi",
            error: .providerRefusedRequest,
            usage: estimate
        ),
        VendorTranscript(
            api: .openAIChat,
            name: "error_by_number_in_a_string",
            text: "",
            error: .providerRateLimited,
            usage: nothing,
            model: ""
        ),
        VendorTranscript(
            api: .openAIChat,
            name: "tool_calls_finish",
            text: "Hi",
            finish: .stop,
            usage: estimate
        ),
    ]

    private static let responses = [
        VendorTranscript(
            api: .openAIResponses,
            name: "done_behind_completed",
            text: "Hi",
            finish: .stop,
            usage: tokens(5, 2)
        ),
        VendorTranscript(
            api: .openAIResponses,
            name: "error_without_type",
            text: "",
            error: .providerServerError,
            usage: nothing,
            model: ""
        ),
        VendorTranscript(
            api: .openAIResponses,
            name: "error_nested",
            text: "",
            error: .providerOverloaded,
            usage: nothing
        ),
        VendorTranscript(
            api: .openAIResponses,
            name: "context_too_long",
            text: "",
            error: .providerRefusedRequest,
            usage: nothing
        ),
    ]

    private static func stop(_ name: String, _ finish: FinishReason) -> VendorTranscript {
        VendorTranscript(api: .anthropic, name: name, text: "Hi", finish: finish, usage: tokens(5, 2))
    }

    private static let anthropic = [
        VendorTranscript(
            api: .anthropic,
            name: "recorded_basic_response",
            text: "Hello there!",
            finish: .stop,
            usage: tokens(11, 6),
            model: "claude-3-opus-latest"
        ),
        stop("stop_sequence", .stop), stop("pause_turn", .stop), stop("no_stop_event", .stop),
        stop("context_window_exceeded", .length),
        VendorTranscript(
            api: .anthropic,
            name: "tool_without_input",
            text: "{}",
            finish: .stop,
            usage: tokens(5, 2)
        ),
        VendorTranscript(
            api: .anthropic,
            name: "usage_replaced_by_the_delta",
            text: "Hi",
            finish: .stop,
            usage: tokens(25, 8, cached: 5, write: 10)
        ),
        VendorTranscript(
            api: .anthropic,
            name: "usage_kept_where_the_delta_omits_it",
            text: "Hi",
            finish: .stop,
            usage: tokens(25, 8, cached: 5, write: 10)
        ),
        VendorTranscript(
            api: .anthropic,
            name: "long_and_cut",
            text: "It was the best of times, it was the worst of times.",
            error: .providerTruncated,
            usage: tokens(30, 13, estimated: true)
        ),
    ]

    private static let gemini = [
        VendorTranscript(
            api: .gemini,
            name: "prompt_blocked",
            text: "",
            error: .providerContentFiltered,
            usage: tokens(11, 0, estimated: true)
        ),
        VendorTranscript(
            api: .gemini,
            name: "recitation",
            text: "The",
            finish: .contentFilter,
            usage: tokens(5, 1)
        ),
        VendorTranscript(
            api: .gemini,
            name: "malformed_function_call",
            text: "Hm",
            error: .providerServerError,
            usage: tokens(5, 1, estimated: true)
        ),
        VendorTranscript(
            api: .gemini,
            name: "finish_without_content",
            text: "",
            finish: .stop,
            usage: tokens(5, 0)
        ),
        VendorTranscript(
            api: .gemini,
            name: "usage_never_summed",
            text: "abcd",
            finish: .stop,
            usage: tokens(100, 4, reasoning: 50)
        ),
        VendorTranscript(
            api: .gemini,
            name: "tool_prompt_tokens",
            text: "Hi",
            finish: .stop,
            usage: tokens(70, 2, cached: 60, reasoning: 7)
        ),
        VendorTranscript(
            api: .gemini,
            name: "several_parts",
            text: "Hello",
            finish: .stop,
            usage: tokens(5, 1)
        ),
    ]
}
