import Events
import HTTPClient
import Providers
import Testing

/// What every API must make of an answer of its own, which stands in `Transcripts/API/NAME.sse`; or why there is none.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Tokens: Sendable {
        case exactly(Usage)
        /// Some, by the vendor's own figures as far as it has said any.
        case estimated
    }

    let name: String
    /// Of another case, whose answer is used.
    var transcript: String?
    let text: String
    var finish: FinishReason?
    var error: ErrorType?
    let tokens: Tokens
    var framesSkipped = 0
    /// How the transfer ends.
    var end = HTTPTransferEnd.complete
    /// Whether the answer gets as far as to name the model.
    var namesModel = true
    var excluded: [UpstreamSettings.API: String] = [:]

    var testDescription: String { name }
    var file: String { transcript ?? name }

    static let all = answers + finishes + failures

    private static func tokens(
        _ input: Int,
        _ output: Int,
        cached: Int = 0,
        write: Int = 0,
        reasoning: Int = 0
    ) -> Tokens {
        var usage = Usage(input: input, output: output)
        usage.cachedInput = cached
        usage.cacheWrite = write
        usage.reasoning = reasoning
        return .exactly(usage)
    }

    private static let answers = [
        ConformanceCase(
            name: "text",
            text: "Hello thére, wørld! 👋\n\"q\"",
            finish: .stop,
            tokens: tokens(11, 6)
        ),
        ConformanceCase(
            name: "structured",
            text: #"{"name":"Ada","born":1815}"#,
            finish: .stop,
            tokens: tokens(40, 12)
        ),
        ConformanceCase(
            name: "refusal",
            text: "I am sorry, no.",
            finish: .stop,
            tokens: tokens(11, 5),
            excluded: [
                .anthropic: "refuses by its reason to stop: content_filter",
                .gemini: "refuses by its reason to stop: content_filter",
            ]
        ),
        ConformanceCase(name: "reasoning", text: "42", finish: .stop, tokens: tokens(9, 2, reasoning: 20)),
        ConformanceCase(name: "cached_input", text: "Yes.", finish: .stop, tokens: tokens(4, 2, cached: 100)),
        ConformanceCase(
            name: "cache_write",
            text: "Yes.",
            finish: .stop,
            tokens: tokens(4, 2, cached: 100, write: 20),
            excluded: [.gemini: "writes no cache while it answers"]
        ),
        ConformanceCase(
            name: "usage_absent",
            text: "No bill",
            finish: .stop,
            tokens: {
                var usage = Usage(input: VendorBench.promptTokens, output: 2)
                usage.isEstimated = true
                return .exactly(usage)
            }()
        ),
        ConformanceCase(name: "unknown_frames", text: "Still here", finish: .stop, tokens: tokens(11, 3)),
        ConformanceCase(
            name: "malformed_frame",
            text: "Hello",
            finish: .stop,
            tokens: tokens(11, 2),
            framesSkipped: 1
        ),
        ConformanceCase(
            name: "frames_after_the_end",
            text: "Enough.",
            finish: .stop,
            tokens: tokens(11, 2),
            excluded: [.gemini: "says only by the end of the response that nothing follows"]
        ),
    ]

    private static let finishes = [
        ConformanceCase(name: "length", text: "One, two,", finish: .length, tokens: tokens(11, 4)),
        ConformanceCase(
            name: "content_filter",
            text: "The recipe",
            finish: .contentFilter,
            tokens: tokens(11, 3)
        ),
        ConformanceCase(
            name: "connection lost behind the whole answer",
            transcript: "length",
            text: "One, two,",
            finish: .length,
            tokens: tokens(11, 4),
            end: .failed(HTTPClientFault(.cut, ""))
        ),
    ]

    private static let failures = [
        ConformanceCase(
            name: "server_error",
            text: "Half an answer",
            error: .providerServerError,
            tokens: .estimated
        ),
        ConformanceCase(
            name: "overloaded",
            text: "",
            error: .providerOverloaded,
            tokens: .estimated,
            namesModel: false
        ),
        ConformanceCase(
            name: "rate_limited",
            text: "Half an answer",
            error: .providerRateLimited,
            tokens: .estimated
        ),
        ConformanceCase(
            name: "cut",
            text: "Half an answer",
            error: .providerTruncated,
            tokens: .estimated
        ),
        ConformanceCase(
            name: "connection lost in the middle",
            transcript: "cut",
            text: "Half an answer",
            error: .providerTruncated,
            tokens: .estimated,
            end: .failed(HTTPClientFault(.cut, ""))
        ),
        ConformanceCase(
            name: "silence in the middle",
            transcript: "cut",
            text: "Half an answer",
            error: .timeoutIdle,
            tokens: .estimated,
            end: .failed(HTTPClientFault(.idleTimeout, ""))
        ),
    ]
}
