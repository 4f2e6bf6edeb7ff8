package import Metrics

/// What is measured of scrapes themselves.
package struct ScrapeMetrics: Sendable {
    /// How a scrape ended.
    enum Outcome: String, CaseIterable, Sendable {
        case complete
        /// Not within the time that the scraper gave.
        case timeout
        /// The scraper left, or did not read.
        case aborted
        /// Not begun, because too many others were under way.
        case refused
    }

    let duration: Histogram
    private let scrapes: HandlesByCase<ExpositionFormat.Encoding, HandlesByCase<Outcome, Counter>>
    private let bytes: HandlesByCase<ExpositionFormat.Encoding, Counter>

    package init(_ registry: Registry) {
        let scrapes = registry.counter(
            "penstock_metrics_scrapes_total",
            "Scrapes, by format and by how they ended.",
            labels: ["format", "outcome"]
        )
        let bytes = registry.counter(
            "penstock_metrics_scrape_bytes_total",
            "Bytes of scrapes before they were compressed.",
            unit: .none,
            labels: ["format"]
        )
        self.scrapes = HandlesByCase { encoding in
            HandlesByCase { scrapes.bind(encoding.rawValue, $0.rawValue) }
        }
        self.bytes = HandlesByCase { bytes.bind($0.rawValue) }
        duration = registry.histogram(
            "penstock_metrics_scrape_duration_seconds",
            "From a scrape's request until its last byte was rendered.",
            unit: .seconds,
            bounds: .delays
        ).bind()
    }

    func count(_ encoding: ExpositionFormat.Encoding, _ outcome: Outcome, on shard: Shard) {
        scrapes[encoding][outcome].add(on: shard)
    }

    func count(_ encoding: ExpositionFormat.Encoding, bytes count: Int, on shard: Shard) {
        bytes[encoding].add(UInt64(count), on: shard)
    }
}
