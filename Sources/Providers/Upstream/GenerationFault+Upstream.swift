internal import Events
internal import HTTPClient
internal import Platform

/// What went wrong between us and a vendor, in the generation's vocabulary.
extension GenerationFault {
    /// Why a transfer did not come to its proper end, before or after a response began.
    init(_ fault: HTTPClientFault, hasHead: Bool) {
        let type: ErrorType =
            switch fault.kind {
            case .nameResolution: .providerDNS
            case .connection, .connectTimeout: .providerConnection
            case .tls: .providerTLS
            case .firstByteTimeout: .timeoutFirstToken
            case .idleTimeout: .timeoutIdle
            case .totalTimeout: .timeoutStep
            case .cut: hasHead ? .providerTruncated : .providerConnection
            case .protocolViolation, .tooLarge: .providerProtocol
            case .invalidRequest: .providerRefusedRequest
            case .overloaded: .policyConcurrency
            case .cancelled, .other: .providerConnection
            }
        let words = hasHead ? "The provider broke off" : "The provider could not be asked"
        self.init(type, "\(words): \(fault.detail)")
    }

    /// Why a response is not the one that was asked for.
    init(
        _ head: HTTPResponseHead,
        _ body: Span<UInt8>,
        inPlaceOf wanted: String,
        hiding key: APIKey?,
        at now: Timestamp
    ) {
        let error = VendorError(status: head.status, body: body)
        if (200..<400).contains(head.status), !error.isNamed {
            let type = head["content-type"].map { String($0.prefix(80)) } ?? "nothing that is named"
            self.init(
                .providerProtocol,
                "The provider answered with status \(head.status) and \(type) in place of \(wanted)"
            )
        } else {
            self = error.fault(hiding: key, retryAfter: RetryAfter.read(head, at: now))
        }
    }
}
