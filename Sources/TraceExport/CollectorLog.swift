internal import HTTPClient
internal import Logs
internal import Platform

/// Tells the log when a collector ceases to take spans, and when it takes them again: once each, however often it is
/// tried meanwhile.
struct CollectorLog {
    private let logger: Logger
    /// Without the rest of the URL, which may hold a key.
    private let collector: String
    /// Since when it has taken nothing; nil while it does.
    private var failingSince: Instant?

    init(_ logger: Logger, about endpoint: UpstreamURL) {
        self.logger = logger
        collector = "\(endpoint.host):\(endpoint.port)"
    }

    mutating func failed(_ reason: String, at now: Instant) {
        guard failingSince == nil else { return }
        failingSince = now
        var line = LogLine(.warning, "spans cannot be exported")
        line.add("collector", collector)
        line.add("reason", reason)
        logger.log(line)
    }

    mutating func worked(at now: Instant) {
        guard let since = failingSince else { return }
        failingSince = nil
        // As loud as the trouble was, so that nobody hears of the one only.
        var line = LogLine(.warning, "spans are exported again")
        line.add("collector", collector)
        line.add("failed_for_ms", since.duration(to: now))
        logger.log(line)
    }
}
