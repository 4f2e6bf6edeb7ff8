/// Why something failed: a closed vocabulary, the fault's domain first, so that an alert can select a domain.
package enum ErrorType: String, CaseIterable, Sendable {
    case callerInvalidInput = "caller_invalid_input"
    case callerUnauthorized = "caller_unauthorized"
    case callerNotFound = "caller_not_found"
    case callerCancelled = "caller_cancelled"
    case callerTooLarge = "caller_too_large"

    case policyRateLimited = "policy_rate_limited"
    case policyBudgetExceeded = "policy_budget_exceeded"
    case policyConcurrency = "policy_concurrency"
    case policyOverloaded = "policy_overloaded"
    case policyContentFiltered = "policy_content_filtered"

    case providerAuth = "provider_auth"
    case providerRateLimited = "provider_rate_limited"
    case providerOverloaded = "provider_overloaded"
    case providerServerError = "provider_server_error"
    case providerConnection = "provider_connection"
    case providerTLS = "provider_tls"
    case providerDNS = "provider_dns"
    case providerProtocol = "provider_protocol"
    case providerRefusedRequest = "provider_refused_request"
    case providerTruncated = "provider_truncated"
    case providerContentFiltered = "provider_content_filtered"
    case providerCircuitOpen = "provider_circuit_open"

    case timeoutFirstToken = "timeout_first_token"
    case timeoutIdle = "timeout_idle"
    case timeoutStep = "timeout_step"
    case timeoutGeneration = "timeout_generation"
    case timeoutDeadline = "timeout_deadline"

    case outputNotJSON = "output_not_json"
    case outputSchema = "output_schema"
    case outputCheckFailed = "output_check_failed"
    case outputLength = "output_length"

    case internalStorage = "internal_storage"
    case internalBug = "internal_bug"

    /// Alarm on it: it means that this list is wrong.
    case other

    /// What a model call can fail with.
    package static let ofModelCalls: [ErrorType] =
        allCases.filter { $0.rawValue.hasPrefix("provider_") }
        + [.policyConcurrency, .timeoutFirstToken, .timeoutIdle]

    /// What a step can fail with whatever it does.
    package static let ofSteps: [ErrorType] = [
        .timeoutGeneration, .timeoutDeadline, .outputCheckFailed, .callerTooLarge, .internalBug,
    ]

    /// What a step that asks a model can fail with.
    package static let ofModelSteps: [ErrorType] =
        ofModelCalls + ofSteps
        + [.timeoutStep, .outputNotJSON, .outputSchema, .outputLength, .policyBudgetExceeded]

    package var isTimeout: Bool {
        switch self {
        case .timeoutFirstToken, .timeoutIdle, .timeoutStep, .timeoutGeneration, .timeoutDeadline: true
        default: false
        }
    }

    /// Whether the same thing may succeed when it is tried again later, unchanged.
    package var isRetryable: Bool {
        switch self {
        case .providerRateLimited, .providerOverloaded, .providerServerError, .providerConnection,
            .providerDNS,
            .providerTruncated, .providerCircuitOpen, .providerProtocol,
            .policyRateLimited, .policyConcurrency, .policyOverloaded,
            .timeoutFirstToken, .timeoutIdle, .timeoutStep, .timeoutGeneration,
            .outputNotJSON, .outputSchema, .outputCheckFailed, .internalStorage:
            true
        case .callerInvalidInput, .callerUnauthorized, .callerNotFound, .callerCancelled, .callerTooLarge,
            .policyBudgetExceeded, .policyContentFiltered, .providerAuth, .providerTLS,
            .providerRefusedRequest,
            .providerContentFiltered, .timeoutDeadline, .outputLength, .internalBug, .other:
            false
        }
    }
}
