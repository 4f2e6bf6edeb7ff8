internal import EventLoops
internal import Logs
package import Metrics
package import Platform

/// Every family that a server exposes, found by registering them all, as a server does when it starts.
package struct MetricsCatalog {
    package let descriptors: [MetricDescriptor]

    package init(time: any TimeSource) {
        let registry = Registry(loops: 1)
        let logger = Logger(level: .error, format: .json, output: { _ in }, time: time, registry: registry)
        let readiness = Readiness(loops: [], registry: registry)
        _ = LoopMetrics(registry)
        _ = ServerContext(
            configuration: ServerConfiguration(),
            registry: registry,
            logger: logger,
            readiness: readiness,
            time: time
        )
        descriptors = registry.descriptors
        logger.stop()
    }

    /// A Markdown table, a row for each family.
    package var table: String {
        let rows = descriptors.map { descriptor in
            let labels = descriptor.labels.map { "`\($0)`" }.joined(separator: ", ")
            let type = Self.type(of: descriptor)
            return "| `\(descriptor.name)` | \(type) | \(labels) | \(descriptor.help) |\n"
        }
        return "| name | type | labels | meaning |\n|---|---|---|---|\n" + rows.joined()
    }

    private static func type(of descriptor: MetricDescriptor) -> String {
        descriptor.detail.contains(.native) ? "native histogram" : descriptor.kind.name
    }
}
