import Events
import HTTPClient
import Providers
import Testing

/// A response in place of an answer, and what it means.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    var fields: [HTTPField] = []
    let error: ErrorType
    /// How long it says to wait.
    var wait: Duration?
    /// In each API's own form, or the same everywhere.
    let body: @Sendable (UpstreamSettings.API) -> String

    static let all = named + special + unnamed + waits

    /// With what OpenAI calls the type and the code, Anthropic the type, and Google the status.
    private static func named(
        _ status: Int,
        _ type: String,
        _ code: String?,
        _ anthropic: String,
        _ google: String,
        _ error: ErrorType
    ) -> RefusalCase {
        RefusalCase(testDescription: "\(status) \(code ?? type)", status: status, error: error) { api in
            switch api {
            case .openAIChat, .openAIResponses:
                #"{"error":{"message":"Oh no: sk-secret-1.","type":"\#(type)","param":null,"#
                    + #""code":\#(code.map { "\"\($0)\"" } ?? "null")}}"#
            case .anthropic:
                #"{"type":"error","error":{"type":"\#(anthropic)","message":"Oh no: sk-secret-1."},"#
                    + #""request_id":"req_1"}"#
            case .gemini:
                #"{"error":{"code":\#(status),"message":"Oh no: sk-secret-1.","status":"\#(google)"}}"#
            }
        }
    }

    private static let named = [
        named(
            400,
            "invalid_request_error",
            nil,
            "invalid_request_error",
            "INVALID_ARGUMENT",
            .providerRefusedRequest
        ),
        named(
            401,
            "invalid_request_error",
            "invalid_api_key",
            "authentication_error",
            "UNAUTHENTICATED",
            .providerAuth
        ),
        named(402, "billing", nil, "billing_error", "FAILED_PRECONDITION", .providerAuth),
        named(403, "permission", nil, "permission_error", "PERMISSION_DENIED", .providerAuth),
        named(
            404,
            "invalid_request_error",
            "model_not_found",
            "not_found_error",
            "NOT_FOUND",
            .providerRefusedRequest
        ),
        named(408, "timeout", nil, "timeout_error", "DEADLINE_EXCEEDED", .providerServerError),
        named(413, "too_large", nil, "request_too_large", "INVALID_ARGUMENT", .providerRefusedRequest),
        named(
            429,
            "requests",
            "rate_limit_exceeded",
            "rate_limit_error",
            "RESOURCE_EXHAUSTED",
            .providerRateLimited
        ),
        named(500, "server_error", nil, "api_error", "INTERNAL", .providerServerError),
        named(503, "server_error", nil, "overloaded_error", "UNAVAILABLE", .providerOverloaded),
        named(504, "server_error", nil, "timeout_error", "DEADLINE_EXCEEDED", .providerServerError),
        named(529, "server_error", nil, "overloaded_error", "UNAVAILABLE", .providerOverloaded),
    ]

    private static let special = [
        RefusalCase(
            testDescription: "429 without money",
            status: 429,
            error: .providerAuth,
            body: { _ in
                #"{"error":{"message":"Pay.","type":"insufficient_quota","code":"insufficient_quota"}}"#
            }
        ),
        RefusalCase(
            testDescription: "400 by a content filter",
            status: 400,
            error: .providerContentFiltered,
            body: { _ in #"{"error":{"message":"No.","param":"prompt","code":"content_filter","status":400}}"#
            }
        ),
        RefusalCase(
            testDescription: "400 of a key that Google does not know",
            status: 400,
            error: .providerAuth,
            body: { _ in
                #"[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":["#
                    + #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}]"#
            }
        ),
        RefusalCase(
            testDescription: "200 with an error in place of events",
            status: 200,
            fields: [HTTPField("Content-Type", "application/json")],
            error: .providerOverloaded,
            body: { _ in #"{"error":{"type":"overloaded_error","message":"Busy."}}"# }
        ),
    ]

    private static let html = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>"

    private static let unnamed = [
        RefusalCase(
            testDescription: "200 with HTML",
            status: 200,
            fields: [HTTPField("content-type", "text/html")],
            error: .providerProtocol,
            body: { _ in html }
        ),
        RefusalCase(
            testDescription: "200 with an answer that was not streamed",
            status: 200,
            fields: [HTTPField("content-type", "application/json")],
            error: .providerProtocol,
            body: { _ in #"{"choices":[{"message":{"content":"Hi"}}]}"# }
        ),
        RefusalCase(
            testDescription: "302",
            status: 302,
            fields: [HTTPField("Location", "https://login.example/")],
            error: .providerProtocol,
            body: { _ in "" }
        ),
        RefusalCase(
            testDescription: "401 without a word",
            status: 401,
            error: .providerAuth,
            body: { _ in "" }
        ),
        RefusalCase(
            testDescription: "422 of FastAPI",
            status: 422,
            error: .providerRefusedRequest,
            body: { _ in #"{"detail":[{"type":"missing","loc":["body","x"],"msg":"Field required"}]}"# }
        ),
        RefusalCase(
            testDescription: "502 with HTML",
            status: 502,
            fields: [HTTPField("content-type", "text/html")],
            error: .providerServerError,
            body: { _ in html }
        ),
        RefusalCase(
            testDescription: "503 in the form of an event",
            status: 503,
            fields: [HTTPField("content-type", "text/event-stream")],
            error: .providerOverloaded,
            body: { _ in "data: {\"error\":{\"message\":\"Busy.\"}}\n\n" }
        ),
    ]

    private static func wait(_ description: String, _ fields: [HTTPField], _ wait: Duration?) -> RefusalCase {
        RefusalCase(
            testDescription: "429 \(description)",
            status: 429,
            fields: fields,
            error: .providerRateLimited,
            wait: wait,
            body: { _ in #"{"error":{"message":"Slower."}}"# }
        )
    }

    /// The clock says 2026-01-02 03:04:05.
    private static let waits = [
        wait("for seconds", [HTTPField("Retry-After", "7")], .seconds(7)),
        wait("for part of a second", [HTTPField("retry-after", "0.5")], .milliseconds(500)),
        wait("for milliseconds", [HTTPField("Retry-After-Ms", "1500")], .milliseconds(1_500)),
        wait(
            "for milliseconds before seconds",
            [HTTPField("retry-after", "2"), HTTPField("retry-after-ms", "1500")],
            .milliseconds(1_500)
        ),
        wait("until a date", [HTTPField("Retry-After", "Fri, 02 Jan 2026 03:05:05 GMT")], .seconds(60)),
        wait("until a date that is past", [HTTPField("Retry-After", "Fri, 02 Jan 2026 03:04:00 GMT")], .zero),
        wait("for less than nothing", [HTTPField("Retry-After", "-3")], .zero),
        wait("for ages", [HTTPField("Retry-After", "1e12")], .seconds(86_400)),
        wait("for a while", [HTTPField("Retry-After", "a while")], nil),
        wait("without a word", [], nil),
        RefusalCase(
            testDescription: "429 as Google says it",
            status: 429,
            error: .providerRateLimited,
            wait: .milliseconds(48_500),
            body: { _ in
                #"{"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED","details":["#
                    + #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"48.5s"}]}}"#
            }
        ),
    ]
}
