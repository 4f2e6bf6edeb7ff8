import Logs
import Metrics
import Platform

/// A logger, and what its thread writes.
public final class SimulatedLog {
    private final class Record: Sendable {
        let bytes = Lock<[UInt8]>([])
    }

    package let logger: Logger
    private let record: Record

    package init(time: any TimeSource, registry: Registry) {
        let record = Record()
        self.record = record
        logger = Logger(
            level: .info,
            format: .text,
            output: { bytes in record.bytes.withLock { $0 += bytes } },
            time: time,
            registry: registry
        )
    }

    /// Ends the logger and returns its lines, as a person reads them.
    public func stop() -> [Substring] {
        logger.stop()
        return String(decoding: record.bytes.withLock { $0 }, as: UTF8.self).split(separator: "\n")
    }
}
