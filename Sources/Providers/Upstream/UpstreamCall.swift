internal import Bytes
internal import EventLoops
internal import Events
internal import HTTPClient
internal import JSON
internal import Platform

/// One call to a vendor: asks, reads the frames of the answer, and says how it ended.
///
/// Belongs to one loop. Text goes to the observer from inside the client's delivery, so nothing that the observer may
/// call touches what is being read: `events` is, while it is told of text and of the end; `json`, `api` and `answer`
/// are not.
final class UpstreamCall<API: ModelAPI>: ModelCall, HTTPTransferObserver {
    private let request: ModelRequest
    let provider: HTTPProvider<API>
    let loop: EventLoop
    private let upstream: any UpstreamClient
    /// Nil once it has been told of the end, or does not want to be.
    private var observer: (any ModelCallObserver)?
    private var transfer: (any UpstreamTransfer)?
    private var holdsPermit = false
    private var terms: RequestTerms
    private var framesSkipped = 0
    private var concessions = 0

    private(set) var head: HTTPResponseHead?
    /// Whether what comes is an answer that arrives frame by frame.
    private(set) var isAnswer = false
    /// What a response says that is no stream of events.
    private(set) var body = ByteBuffer()
    private var events = SSEReader()
    private var json = JSONReader()
    private var api = API()
    private(set) var answer = VendorAnswer()
    /// Why the answer is not read further.
    private(set) var fault: GenerationFault?
    private(set) var answerBytes = 0
    /// What came after the answer was over.
    private var tailBytes = 0

    /// Of a response that is no answer.
    private static var bodyBytesMax: Int { 64 * 1_024 }
    /// Of what a server says after the end, before its connection is not worth keeping.
    private static var tailBytesMax: Int { 4 * 1_024 }
    /// Frames that make no sense before the whole answer makes none.
    private static var framesSkippedMax: Int { 32 }
    /// How often the request of one call is written anew: as often as there are things to concede.
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
        terms = provider.terms(of: request)
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
        // What is left of an answer that is over is only read so that the connection is of use again.
        if !answer.isOver { transfer?.cancel() }
        return usage
    }

    var notes: CallNotes {
        var notes = CallNotes()
        notes.model = answer.model
        notes.framesSkipped = framesSkipped
        notes.concessions = concessions
        return notes
    }

    /// Whether the request is on its way or with the vendor.
    var isWaiting: Bool { transfer?.isSent == true && head == nil }

    var promptBytes: Int { request.promptBytes }

    // MARK: Asking

    private func send() {
        do throws(UpstreamURL.Fault) {
            let sent = try provider.request(asked(terms), request.trace)
            transfer = upstream.start(sent, self)
        } catch {
            endLater(GenerationFault(.providerRefusedRequest, "The provider has no such address: \(error)"))
        }
    }

    private func asked(_ terms: RequestTerms) -> VendorRequest {
        let model = request.model.model
        return API.request(request, of: provider.settings.modelNames[model] ?? model, terms)
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
        guard observer != nil, concessions < Self.concessionsMax else { return false }
        let refused = asked(terms).body
        var next = terms
        for _ in 0..<Self.concessionsMax {
            guard let conceded = next.conceding(to: refusal, isStructured: request.schema != nil) else {
                break
            }
            next = conceded
            // Not every API writes another request for other terms.
            guard asked(next).body != refused else { continue }
            terms = next
            concessions += 1
            head = nil
            isAnswer = false
            body.removeAll()
            send()
            return true
        }
        return false
    }

    // MARK: The answer

    func transferReceivedHead(_ head: HTTPResponseHead) {
        self.head = head
        let isStream = head["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? true
        isAnswer = (200..<300).contains(head.status) && isStream
        if isAnswer, concessions > 0 { provider.learn(terms, of: request) }
    }

    func transferReceived(_ bytes: Span<UInt8>) {
        guard !answer.isOver else { return pass(bytes.count) }
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

    private func pass(_ bytes: Int) {
        tailBytes += bytes
        if tailBytes > Self.tailBytesMax { transfer?.cancel() }
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
            // The transfer goes on: only a connection that was read to its end is of use again.
            release()
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
        // Its memory serves the next piece.
        swap(&text, &answer.text)
    }

    /// A frame that cannot be read says nothing; many of them are no answer.
    private func skipFrame() {
        framesSkipped += 1
        guard framesSkipped > Self.framesSkippedMax else { return }
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

    private func end(_ end: ModelCallEnd) {
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }
}
