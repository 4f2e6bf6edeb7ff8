internal import HTTPClient

/// What a collector's answer means for the batch that it was sent.
enum CollectorAnswer: Equatable {
    case taken
    /// Taken but for some spans, and why not these.
    case partly(rejected: Int, String)
    /// To be tried again, and why.
    case later(String)
    /// Refused for good, and why.
    case never(String)

    init(_ head: HTTPResponseHead) {
        switch head.status {
        case 200..<300 where head["content-type"]?.lowercased().hasPrefix("text/html") == true:
            // A page for people, from a proxy or from another server: no collector has taken anything.
            self = .never("status \(head.status) with a web page")
        case 200..<300: self = .taken
        case 429, 502...504: self = .later("status \(head.status)")
        default: self = .never("status \(head.status)")
        }
    }

    /// What it is once its body is known.
    func reading(_ body: Span<UInt8>, of batch: Int, _ encoding: TraceEncoding) -> CollectorAnswer {
        guard self == .taken else { return self }
        guard let response = ExportResponse(reading: body, encoding) else {
            return .never("status 200 with what is no answer to spans")
        }
        let rejected = min(response.rejected, batch)
        guard rejected > 0 else { return self }
        return .partly(rejected: rejected, "\(rejected) of \(batch) refused: \(response.message)")
    }

    init(_ fault: HTTPClientFault) {
        switch fault.kind {
        case .invalidRequest, .tooLarge, .protocolViolation, .tls, .cancelled: self = .never("\(fault)")
        default: self = .later("\(fault)")
        }
    }
}
