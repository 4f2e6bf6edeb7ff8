package import Events

/// What the end of a call says about whether its model can be asked.
package enum CircuitOutcome: Equatable, Sendable {
    /// The model answered, if only that it refuses.
    case worked
    case failed(ErrorType)
    /// Nothing: nobody wanted it any more, or what ended it is not the model's affair.
    case unknown

    /// Of a call that failed in this way.
    package init(_ type: ErrorType) {
        switch type {
        case .providerConnection, .providerTLS, .providerDNS, .providerAuth, .providerServerError,
            .providerOverloaded, .providerProtocol, .providerTruncated, .timeoutFirstToken, .timeoutIdle:
            self = .failed(type)
        case .providerRefusedRequest, .providerContentFiltered, .outputNotJSON, .outputSchema, .outputLength:
            self = .worked
        // A rate limit says how much may be asked, not whether it is answered; it has its own wait.
        default:
            self = .unknown
        }
    }
}
