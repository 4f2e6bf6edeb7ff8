internal import EventLoops
internal import HTTPServer
internal import Metrics

/// Answers scrapes.
struct MetricsEndpoint {
    private let registry: Registry
    private let metrics: ScrapeMetrics
    private let loop: EventLoop

    init(_ registry: Registry, _ metrics: ScrapeMetrics, _ loop: EventLoop) {
        self.registry = registry
        self.metrics = metrics
        self.loop = loop
    }

    func scrape(_ request: Request, _ writer: consuming ResponseWriter) {
        let negotiated = ScrapeNegotiation(request)
        writer.addField("Content-Type", negotiated.format.contentType)
        writer.addField("Cache-Control", "no-store")
        writer.addField("Vary", "Accept, Accept-Encoding")
        if negotiated.isGzipped { writer.addField("Content-Encoding", "gzip") }
        guard request.method != .head else {
            // Asks how it would be answered: nothing is collected.
            return writer.stream(.ok, observer: HeadOnly()).finish()
        }
        MetricsScrape(of: registry, negotiated, metrics, on: loop).start(writer)
    }
}

/// Whoever has the head only needs to be told nothing.
private final class HeadOnly: ResponseObserver {
    func responseDrained() {}
    func responseEnded(_ ending: ResponseEnding) {}
}
