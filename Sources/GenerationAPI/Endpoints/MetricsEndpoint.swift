internal import Bytes
internal import EventLoops
internal import HTTPServer
internal import Metrics

/// Answers scrapes, a piece in each turn, so that no stream waits for one.
struct MetricsEndpoint {
    private let registry: Registry
    private let loop: EventLoop

    init(_ registry: Registry, _ loop: EventLoop) {
        self.registry = registry
        self.loop = loop
    }

    func scrape(_ request: Request, _ writer: consuming ResponseWriter) {
        MetricsScrape(of: registry, on: loop).start(writer)
    }
}

/// One scrape under way.
private final class MetricsScrape: ResponseObserver {
    private let loop: EventLoop
    private var exposition: TextExposition
    private var body: ResponseBody?
    private var piece = ByteBuffer()
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in renderPiece() }

    /// Some tens of microseconds of rendering.
    private static let pieceBytes = 32 * 1_024

    init(of registry: Registry, on loop: EventLoop) {
        self.loop = loop
        exposition = TextExposition(of: registry)
    }

    func start(_ writer: consuming ResponseWriter) {
        writer.addField("Cache-Control", "no-store")
        body = writer.stream(
            .ok,
            type: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
            observer: self
        )
        renderPiece()
    }

    private func renderPiece() {
        guard body != nil else { return }
        piece.removeAll()
        let hasMore = exposition.render(into: &piece, until: Self.pieceBytes)
        piece.withSpan { body?.append($0) }
        guard hasMore else {
            body.take()?.finish()
            return
        }
        // The connection keeps its observer, and so the scrape, until it is over.
        if (body?.room ?? 0) > 0 { timer.arm(after: .zero) }
    }

    func responseDrained() {
        renderPiece()
    }

    func responseEnded(_ ending: ResponseEnding) {
        timer.disarm()
        body = nil
    }
}
