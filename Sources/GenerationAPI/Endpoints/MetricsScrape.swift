internal import Bytes
internal import Compression
internal import EventLoops
internal import HTTPServer
internal import Metrics
internal import Platform

/// One scrape under way: a piece in each turn of the loop, so that no stream waits for it.
final class MetricsScrape: ResponseObserver {
    private let loop: EventLoop
    private let metrics: ScrapeMetrics
    private let slots: ScrapeSlots
    private let encoding: ExpositionFormat.Encoding
    private let begun: Instant
    private let timeout: Duration?
    private var exposition: Exposition
    private var compressor: GzipCompressor?
    private var body: ResponseBody?
    private var piece = ByteBuffer()
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in renderPiece() }
    private lazy var deadline = LoopTimer(on: loop) { [unowned self] in giveUp() }

    /// Some tens of microseconds of work, which compression makes several times as much of.
    private var pieceBytes: Int { compressor == nil ? 32 * 1_024 : 8 * 1_024 }
    /// Nine tenths of what better compression saves, for a third of its time.
    private static let level = 1

    init(
        of registry: Registry,
        _ negotiated: ScrapeNegotiation,
        _ metrics: ScrapeMetrics,
        _ slots: ScrapeSlots,
        on loop: EventLoop
    ) {
        self.loop = loop
        self.metrics = metrics
        self.slots = slots
        slots.take()
        encoding = negotiated.format.encoding
        timeout = negotiated.timeout
        begun = loop.time.now()
        exposition = Exposition(of: registry, as: negotiated.format)
        compressor = negotiated.isGzipped ? GzipCompressor(level: Self.level) : nil
    }

    deinit {
        slots.release()
    }

    func start(_ writer: consuming ResponseWriter) {
        body = writer.stream(.ok, observer: self)
        if let timeout { deadline.arm(after: timeout) }
        renderPiece()
    }

    private func renderPiece() {
        guard body != nil else { return }
        piece.removeAll()
        let hasMore = exposition.render(into: &piece, until: pieceBytes)
        metrics.count(encoding, bytes: piece.count, on: loop.shard)
        send(isLast: !hasMore)
        guard hasMore else {
            metrics.duration.observe(begun.duration(to: loop.time.now()), on: loop.shard)
            body.take()?.finish()
            return
        }
        // The connection keeps its observer, and so the scrape, until it is over.
        if (body?.room ?? 0) > 0 { timer.arm(after: .zero) }
    }

    private func send(isLast: Bool) {
        guard compressor != nil else { return piece.withSpan { body?.append($0) } }
        piece.withSpan { compressor?.append($0) { body?.append($0) } }
        if isLast { compressor?.finish { body?.append($0) } }
    }

    /// The scraper is about to: what it has by then is worth nothing to it.
    private func giveUp() {
        guard let body = body.take() else { return }
        timer.disarm()
        metrics.count(encoding, .timeout, on: loop.shard)
        body.abort(as: "scrape_timeout")
    }

    func responseDrained() {
        renderPiece()
    }

    func responseEnded(_ ending: ResponseEnding) {
        timer.disarm()
        deadline.disarm()
        body = nil
        metrics.count(encoding, ending == .delivered ? .complete : .aborted, on: loop.shard)
    }
}
