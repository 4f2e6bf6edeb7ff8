internal import EventLoops
internal import HTTPServer
internal import Metrics

/// Answers scrapes.
struct MetricsEndpoint {
    private let registry: Registry
    private let metrics: ScrapeMetrics
    private let slots: ScrapeSlots
    private let loop: EventLoop

    init(_ worker: Worker) {
        registry = worker.context.registry
        metrics = worker.context.scrapeMetrics
        slots = worker.scrapes
        loop = worker.loop
    }

    func scrape(_ request: Request, _ writer: consuming ResponseWriter) {
        let negotiated = ScrapeNegotiation(request)
        guard !slots.isFull || request.method == .head else {
            metrics.count(negotiated.format.encoding, .refused, on: loop.shard)
            return writer.send(Problem(.serviceUnavailable, "too many scrapes are under way"))
        }
        writer.addField("Content-Type", negotiated.format.contentType)
        writer.addField("Cache-Control", "no-store")
        writer.addField("Vary", "Accept, Accept-Encoding")
        if negotiated.isGzipped { writer.addField("Content-Encoding", "gzip") }
        guard request.method != .head else {
            // Asks how it would be answered: nothing is collected.
            return writer.stream(.ok, observer: HeadOnly()).finish()
        }
        MetricsScrape(of: registry, negotiated, metrics, slots, on: loop).start(writer)
    }
}
