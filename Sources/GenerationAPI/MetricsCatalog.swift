internal import EventLoops
internal import Logs
internal import Metrics
package import Platform

/// Every family that a server exposes, found by registering them all, as a server does when it starts.
package struct MetricsCatalog {
    /// Those that a server has whatever is set.
    private let always: [MetricDescriptor]
    /// Those that it has under OpenTelemetry's names if that is set.
    private let openTelemetry: [MetricDescriptor]

    package init(time: any TimeSource) {
        var configuration = ServerConfiguration()
        let always = Self.descriptors(configuration, time)
        let names = Set(always.map(\.name))
        configuration.metricsOTel = true
        self.always = always
        openTelemetry = Self.descriptors(configuration, time).filter { !names.contains($0.name) }
    }

    private static func descriptors(
        _ configuration: ServerConfiguration,
        _ time: any TimeSource
    ) -> [MetricDescriptor] {
        let registry = Registry(loops: 1)
        let logger = Logger(level: .error, format: .json, output: { _ in }, time: time, registry: registry)
        defer { logger.stop() }
        let readiness = Readiness(loops: [], registry: registry)
        _ = LoopMetrics(registry)
        _ = ServerContext(
            configuration: configuration,
            registry: registry,
            logger: logger,
            readiness: readiness,
            time: time
        )
        return registry.descriptors
    }

    /// Two Markdown tables, a row for each family.
    package var tables: String {
        Self.table(of: always) + "\nWith `--metrics-otel` also:\n\n" + Self.table(of: openTelemetry)
    }

    private static func table(of descriptors: [MetricDescriptor]) -> String {
        let rows = descriptors.map { descriptor in
            let labels = descriptor.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(descriptor.name)` | \(type(of: descriptor)) | \(labels) | \(descriptor.help) |\n"
        }
        return "| name | type | labels | meaning |\n|---|---|---|---|\n" + rows.joined()
    }

    private static func type(of descriptor: MetricDescriptor) -> String {
        descriptor.detail.contains(.native) ? "native histogram" : descriptor.kind.name
    }
}
