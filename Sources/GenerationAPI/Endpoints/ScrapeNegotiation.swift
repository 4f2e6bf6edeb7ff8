internal import HTTPServer
internal import Metrics
internal import Platform

/// What a scraper asks for by its header fields, as Prometheus sends them.
struct ScrapeNegotiation {
    let format: ExpositionFormat
    let isGzipped: Bool
    /// How long the scraper waits, if it says so.
    let timeout: Duration?

    /// Beyond what anybody waits, so that a number from outside cannot overflow.
    private static let timeoutMax = 3_600.0

    init(_ request: Request) {
        self.init(
            accept: request.field("accept"),
            encoding: request.field("accept-encoding"),
            timeout: request.field("x-prometheus-scrape-timeout-seconds")
        )
    }

    init(accept: String?, encoding: String?, timeout: String?) {
        format = Self.format(Accept(accept))
        isGzipped = AcceptEncoding(encoding).prefersGzip
        let seconds = timeout.flatMap(Double.init) ?? 0
        self.timeout = seconds > 0 ? .seconds(min(seconds, Self.timeoutMax)) : nil
    }

    /// The first alternative, by descending preference, that is offered; text if none is, because a scrape that cannot
    /// be read says more than one that was refused.
    private static func format(_ accept: Accept) -> ExpositionFormat {
        for range in accept.ranges where range.quality > 0 {
            guard var format = offered(range.media) else { continue }
            let escaping = range.media.parameters["escaping"].flatMap(ExpositionFormat.Escaping.init)
            format.escaping = escaping ?? .underscores
            return format
        }
        return .text
    }

    private static func offered(_ media: MediaType) -> ExpositionFormat? {
        switch (media.type, media.subtype, media.parameters["version"]) {
        case ("application", "openmetrics-text", "1.0.0"): .openMetrics
        // What has no version is what there was before the first.
        case ("application", "openmetrics-text", "0.0.1"), ("application", "openmetrics-text", nil):
            .draftOpenMetrics
        case ("text", "plain", "0.0.4"), ("text", "plain", nil), ("text", "*", nil), ("*", "*", nil): .text
        case ("application", "*", nil): .openMetrics
        case ("application", "vnd.google.protobuf", _)
        where media.parameters["proto"] == "io.prometheus.client.MetricFamily"
            && media.parameters["encoding"] == "delimited":
            .protobuf
        default: nil
        }
    }
}
