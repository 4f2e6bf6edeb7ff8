internal import Embedded
internal import EventLoops
internal import HTTPClient
internal import Metrics
internal import TraceExport

/// What brings spans to a collector: an exporter with a client of its own, on one loop.
final class TraceExporting {
    private let client: HTTPClient
    private let exporter: TraceExporter

    /// Begins to export; on the loop.
    ///
    /// - Parameters:
    ///   - endpoint: The collector.
    ///   - context: Its tracer's spans are exported.
    ///   - thread: Where exporter and client live.
    ///   - instance: This process, among others of its kind.
    init(to endpoint: UpstreamURL, of context: ServerContext, on thread: LoopThread, instance: String) {
        client = context.makeClient(on: thread)
        exporter = TraceExporter(
            context.tracer,
            by: client,
            on: thread.loop,
            to: endpoint,
            as: context.configuration.traceFormat,
            of: TraceResource(service: "penstock", version: BuildVersion.version, instance: instance),
            metrics: context.traceMetrics,
            logger: context.logger
        )
    }

    func flush() {
        exporter.flush()
    }

    /// Gives up what is under way, so that the loop can end.
    func stop() {
        client.close()
    }
}
