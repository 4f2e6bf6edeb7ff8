internal import Bytes
internal import EventLoops
internal import Events
internal import HTTPClient
internal import JSON
internal import Platform

/// One call to a vendor: asks, reads the frames of the answer, and decides how it ended.
///
/// Belongs to one loop. Text goes to the observer from inside the client's delivery, so nothing that the observer may
/// call touches what is being read.
final class UpstreamCall<API: ModelAPI>: ModelCall, HTTPTransferObserver {
    private let request: ModelRequest
    private let provider: HTTPProvider<API>
    private let loop: EventLoop
    private let upstream: any UpstreamClient
    /// Nil once it has been told of the end, or does not want to be.
    private var observer: (any ModelCallObserver)?
    private var transfer: (any UpstreamTransfer)?
    private var holdsPermit = false
    private var terms: RequestTerms
    private(set) var notes = CallNotes()

    private var head: HTTPResponseHead?
    /// What a response says that is no stream of events.
    private var body = ByteBuffer()
    private var events = SSEReader()
    private var json = JSONReader()
    private var api = API()
    private var answer = VendorAnswer()
    /// Why the answer is not read further.
    private var fault: GenerationFault?
    private var promptBytes: Int { request.promptBytes }
    private var answerBytes = 0

    /// Of a response that is no answer.
    private static var bodyBytesMax: Int { 64 * 1_024 }
    /// Frames that make no sense before the whole answer makes none.
    private static var framesSkippedMax: Int { 32 }
    /// Requests for one call: one more than there are things to concede.
    private static var concessionsMax: Int { 5 }

    init(
        _ request: ModelRequest,
        to provider: HTTPProvider<API>,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) {
        self.request = request
        self.provider = provider
        self.loop = loop
        self.upstream = upstream
        self.observer = observer
        terms = provider.terms(of: request.model.model)
    }

    func start() {
        guard provider.acquire() else {
            let max = provider.settings.callsMax ?? 0
            return endLater(GenerationFault(.policyConcurrency, "\(max) calls to the provider are under way"))
        }
        holdsPermit = true
        send()
    }

    func cancel() -> Usage {
        observer = nil
        transfer?.cancel()
        return usage
    }

    // MARK: Asking

    private func send() {
        let model = request.model.model
        let asked = API.request(request, of: provider.settings.modelNames[model] ?? model, terms)
        do throws(UpstreamURL.Fault) {
            transfer = upstream.start(try provider.settings.request(asked, API.self, request.trace), self)
        } catch {
            endLater(GenerationFault(.providerRefusedRequest, "The provider has no such address: \(error)"))
        }
    }

    /// Never from inside `start`.
    private func endLater(_ fault: GenerationFault) {
        loop.atEndOfTurn {
            self.release()
            self.end(.failed(fault, Usage()))
        }
    }

    /// Asks again, in a form that the server may take; false if there is none.
    private func concede(to refusal: VendorError) -> Bool {
        guard observer != nil, notes.concessions < Self.concessionsMax,
            let next = terms.conceding(to: refusal, isStructured: request.schema != nil)
        else { return false }
        terms = next
        notes.concessions += 1
        head = nil
        body.removeAll()
        send()
        return true
    }

    // MARK: The answer

    func transferReceivedHead(_ head: HTTPResponseHead) {
        self.head = head
        if isAnswer, notes.concessions > 0 { provider.learn(terms, of: request.model.model) }
    }

    /// Whether what comes is an answer that arrives frame by frame.
    private var isAnswer: Bool {
        guard let head, (200..<300).contains(head.status) else { return false }
        return head["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? true
    }

    func transferReceived(_ bytes: Span<UInt8>) {
        guard observer != nil, fault == nil else { return }
        guard isAnswer else {
            return body.append(bytes.extracting(first: min(bytes.count, Self.bodyBytesMax - body.count)))
        }
        do throws(SSEReader.Failure) {
            try events.read(bytes) { _, data, _ in read(data) }
        } catch {
            stop(GenerationFault(.providerProtocol, "The answer has a line or a frame that is too long"))
        }
    }

    private func read(_ data: Span<UInt8>) {
        guard observer != nil, fault == nil, !answer.isOver else { return }
        if data.equals("[DONE]") {
            answer.isOver = true
        } else {
            do throws(JSONFault) {
                try json.read(data) { api.read($0, into: &answer) }
            } catch {
                return skipFrame()
            }
        }
        tell()
        if let error = answer.error {
            stop(error.fault(hiding: provider.settings.key))
        } else if answer.isOver {
            // The connection is of use again only once it has been read to its end.
            end(outcome(.complete))
        }
    }

    private func tell() {
        guard !answer.text.isEmpty else { return }
        var text = ByteBuffer()
        swap(&text, &answer.text)
        answerBytes += text.count
        text.withSpan { observer?.callProduced($0) }
        text.removeAll()
        // Its memory serves the next piece, unless the observer has ended everything.
        if answer.text.isEmpty { swap(&text, &answer.text) }
    }

    /// A frame that cannot be read says nothing; many of them are no answer.
    private func skipFrame() {
        notes.framesSkipped += 1
        guard notes.framesSkipped > Self.framesSkippedMax else { return }
        stop(GenerationFault(.providerProtocol, "The answer consists of frames that are not JSON"))
    }

    private func stop(_ fault: GenerationFault) {
        self.fault = fault
        transfer?.cancel()
    }

    // MARK: The end

    func transferEnded(_ end: HTTPTransferEnd) {
        transfer = nil
        if observer != nil, let head, !isAnswer, fault == nil, end == .complete {
            let refusal = body.withSpan { VendorError(status: head.status, body: $0) }
            if concede(to: refusal) { return }
        }
        release()
        self.end(outcome(end))
    }

    private func release() {
        if holdsPermit { provider.release() }
        holdsPermit = false
    }

    private func outcome(_ end: HTTPTransferEnd) -> ModelCallEnd {
        if let fault { return .failed(fault, usage) }
        guard let head else {
            guard case .failed(let fault) = end else {
                return .failed(GenerationFault(.providerProtocol, "The provider said nothing"), usage)
            }
            return .failed(Self.fault(fault, hasHead: false), usage)
        }
        guard isAnswer else { return .failed(refusal(head), usage) }
        if let finish = answer.finish { return .finished(finish, usage) }
        guard case .failed(let fault) = end else {
            let words = "The answer ended without saying that it is whole"
            return .failed(GenerationFault(.providerTruncated, words), usage)
        }
        return .failed(Self.fault(fault, hasHead: true), usage)
    }

    private func refusal(_ head: HTTPResponseHead) -> GenerationFault {
        let error = body.withSpan { VendorError(status: head.status, body: $0) }
        if (200..<400).contains(head.status), error.words.isEmpty {
            let type = head["content-type"] ?? "nothing that is named"
            return GenerationFault(
                .providerProtocol,
                "The provider answered with status \(head.status) and \(type) in place of events"
            )
        }
        let wait = RetryAfter.read(head, at: loop.timestamp)
        return error.fault(hiding: provider.settings.key, retryAfter: wait)
    }

    /// As far as the vendor has said it, estimated otherwise; a request that was not answered has used nothing.
    private var usage: Usage {
        if answer.hasUsage {
            var usage = answer.usage
            // Of an answer that was cut, a vendor has counted what it had said until then, if anything.
            if answer.finish == nil, usage.outputTotal * 16 < answerBytes {
                usage.output = Usage.estimate(promptBytes: 0, answerBytes: answerBytes).output
                usage.isEstimated = true
            }
            return usage
        }
        return isAnswer ? .estimate(promptBytes: promptBytes, answerBytes: answerBytes) : Usage()
    }

    private func end(_ end: ModelCallEnd) {
        notes.model = answer.model
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }

    private static func fault(_ fault: HTTPClientFault, hasHead: Bool) -> GenerationFault {
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
            case .cancelled: .providerConnection
            case .other: .providerConnection
            }
        return GenerationFault(type, "The provider could not be asked: \(fault.detail)")
    }
}
