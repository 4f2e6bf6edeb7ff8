internal import Bytes
internal import EventLoops
internal import Events
internal import HTTPClient

/// How a call ended, and what it has used.
extension UpstreamCall {
    func outcome(_ end: HTTPTransferEnd) -> ModelCallEnd {
        if let fault { return .failed(fault, usage) }
        guard let head else { return unanswered(end) }
        guard isAnswer else { return .failed(refusal(head), usage) }
        if let finish = answer.finish { return .finished(finish, usage) }
        guard case .failed(let fault) = end else {
            let words = "The answer ended without saying that it is whole"
            return .failed(GenerationFault(.providerTruncated, words), usage)
        }
        return .failed(GenerationFault(fault, hasHead: true), usage)
    }

    private func unanswered(_ end: HTTPTransferEnd) -> ModelCallEnd {
        guard case .failed(let fault) = end else {
            return .failed(GenerationFault(.providerProtocol, "The provider said nothing"), Usage())
        }
        // Who waited in vain was heard.
        let wasHeard = fault.kind == .firstByteTimeout || fault.kind == .totalTimeout
        return .failed(GenerationFault(fault, hasHead: false), wasHeard ? promptEstimate : Usage())
    }

    private func refusal(_ head: HTTPResponseHead) -> GenerationFault {
        body.withSpan { body in
            GenerationFault(
                head,
                body,
                inPlaceOf: "events",
                hiding: provider.settings.key,
                at: loop.timestamp
            )
        }
    }

    /// As far as the vendor has said it, estimated otherwise; a request that was refused has used nothing, and one that
    /// is with the vendor its prompt.
    var usage: Usage {
        guard answer.hasUsage else {
            if isAnswer { return .estimate(promptBytes: promptBytes, answerBytes: answerBytes) }
            return isWaiting ? promptEstimate : Usage()
        }
        var usage = answer.usage
        guard answer.finish == nil else { return usage }
        // Of an answer that is not whole the vendor has counted what it had said some time before, or nothing of it.
        usage.isEstimated = true
        if usage.outputTotal * Self.tokenBytesMax < answerBytes {
            usage.output = Usage.estimate(promptBytes: 0, answerBytes: answerBytes).output
        }
        return usage
    }

    /// More than tokenisers put into one token of any text that people read.
    private static var tokenBytesMax: Int { 16 }

    private var promptEstimate: Usage { .estimate(promptBytes: promptBytes, answerBytes: 0) }
}
