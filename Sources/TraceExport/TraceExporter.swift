internal import Bytes
package import EventLoops
package import HTTPClient
package import Logs
internal import Platform
package import Tracing

/// Sends spans to a collector in batches, by OTLP/HTTP; on one loop.
///
/// One batch is under way at a time. What fails in a way that may pass is tried again, with growing pauses; what the
/// collector refuses is dropped and counted. Nothing ever waits for it: meanwhile spans wait in the tracer, which drops
/// the oldest when it is full.
package final class TraceExporter {
    private enum State {
        case idle
        /// The batch that was sent, and the collector's answer if there is one.
        case sending(Batch, CollectorAnswer?)
        /// The batch that is to be sent again when the timer fires.
        case waiting(Batch)
    }

    private struct Batch {
        let body: [UInt8]
        let spans: Int
        var attempt = 1
    }

    private let tracer: Tracer
    private let client: any UpstreamClient
    private let loop: EventLoop
    private let endpoint: UpstreamURL
    private let encoding: TraceEncoding
    private let resource: TraceResource
    private let metrics: TraceExportMetrics
    private var log: CollectorLog
    private var state = State.idle
    private var interval = TraceExporter.interval
    private var retryAfter: Duration?
    /// What the collector answers, if that is of a kind that can be read.
    private var answered: ByteBuffer?
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in look() }

    /// How long spans wait for company.
    private static let interval = Duration.seconds(1)
    /// The same while the server is going, which waits for half a second at most.
    private static let lastInterval = Duration.milliseconds(20)
    private static let batchMax = 512
    private static let attemptsMax = 5
    private static let pauseMax = Duration.seconds(30)
    /// A collector's answer is small; what is beyond is none.
    private static let answerBytesMax = 64 * 1_024

    /// Begins to export; on the loop.
    ///
    /// - Parameters:
    ///   - tracer: Whose spans.
    ///   - client: Asks the collector.
    ///   - loop: Where it lives.
    ///   - endpoint: The whole URL, such as `http://collector:4318/v1/traces`.
    ///   - encoding: What the collector is sent.
    ///   - resource: Who the spans come from.
    ///   - metrics: Where exports are counted.
    ///   - logger: Told when the collector ceases to take spans, and when it takes them again.
    package init(
        _ tracer: Tracer,
        by client: any UpstreamClient,
        on loop: EventLoop,
        to endpoint: UpstreamURL,
        as encoding: TraceEncoding,
        of resource: TraceResource,
        metrics: TraceExportMetrics,
        logger: Logger
    ) {
        self.tracer = tracer
        self.client = client
        self.loop = loop
        self.endpoint = endpoint
        self.encoding = encoding
        self.resource = resource
        self.metrics = metrics
        log = CollectorLog(logger, about: endpoint)
        timer.arm(after: interval)
    }

    deinit {
        timer.disarm()
    }

    /// Sends what there is at once, and what still comes without much ado: the server is going.
    package func flush() {
        interval = Self.lastInterval
        look()
    }

    private func look() {
        switch state {
        case .idle: send()
        case .waiting(let batch): send(batch)
        case .sending: break
        }
    }

    private func send() {
        let spans = tracer.take(upTo: Self.batchMax)
        guard !spans.isEmpty else { return timer.arm(after: interval) }
        send(Batch(body: encoding.encode(spans, of: resource), spans: spans.count))
    }

    private func send(_ batch: Batch) {
        state = .sending(batch, nil)
        retryAfter = nil
        answered = nil
        let fields = [HTTPField("Content-Type", encoding.contentType)]
        var request = HTTPClientRequest("POST", endpoint, fields: fields, body: batch.body)
        request.timeouts.total = .seconds(10)
        request.bodyBytesMax = Self.answerBytesMax
        client.start(request, self)
    }

    // MARK: How a batch ends

    private func finish(_ outcome: TraceExportMetrics.Outcome, _ batch: Batch, rejected: Int = 0) {
        let exported = outcome == .ok ? batch.spans - rejected : 0
        metrics.ended(outcome, exported: exported, on: loop.shard)
        tracer.settle(batch.spans, exported: exported)
        state = .idle
        // As long as there is more than one batch, the next one follows at once.
        timer.arm(after: tracer.count >= Self.batchMax ? .zero : interval)
    }

    private func retry(_ given: Batch) {
        var batch = given
        guard batch.attempt < Self.attemptsMax else { return finish(.failed, batch) }
        metrics.ended(.retried, exported: 0, on: loop.shard)
        let growing =
            Self.interval * Double(1 << batch.attempt) * Double.random(in: 0.5...1, using: &loop.random)
        batch.attempt += 1
        state = .waiting(batch)
        // Who says "at once" has no more time than others: its attempts would be over within a moment.
        timer.arm(after: min(max(retryAfter ?? growing, interval), Self.pauseMax))
    }
}

extension TraceExporter: HTTPTransferObserver {
    package func transferReceivedHead(_ head: HTTPResponseHead) {
        guard case .sending(let batch, _) = state else { return }
        state = .sending(batch, CollectorAnswer(head))
        if let seconds = head["retry-after"].flatMap({ Int($0) }), seconds >= 0 {
            retryAfter = .seconds(seconds)
        }
        let type = head["content-type"]?.lowercased() ?? encoding.contentType
        if type.hasPrefix(encoding.contentType) { answered = ByteBuffer() }
    }

    package func transferReceived(_ bytes: Span<UInt8>) {
        answered?.append(bytes)
    }

    package func transferEnded(_ end: HTTPTransferEnd) {
        guard case .sending(let batch, let given) = state else { return }
        let answer: CollectorAnswer
        switch end {
        case .complete: answer = read(given ?? .never("no answer"), batch)
        // By this server, which stops: nothing is wrong with the collector.
        case .failed(let fault) where fault.kind == .cancelled: return finish(.rejected, batch)
        case .failed(let fault): answer = CollectorAnswer(fault)
        }
        switch answer {
        case .taken:
            log.worked(at: loop.now)
            finish(.ok, batch)
        case .partly(let rejected, let reason):
            log.failed(reason, at: loop.now)
            finish(.ok, batch, rejected: rejected)
        case .later(let reason):
            log.failed(reason, at: loop.now)
            retry(batch)
        case .never(let reason):
            log.failed(reason, at: loop.now)
            finish(.rejected, batch)
        }
    }

    private func read(_ answer: CollectorAnswer, _ batch: Batch) -> CollectorAnswer {
        guard let body = answered.take() else { return answer }
        return body.withSpan { answer.reading($0, of: batch.spans, encoding) }
    }
}
