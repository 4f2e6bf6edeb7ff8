/// Who the spans come from.
package struct TraceResource: Sendable {
    package let service: String
    package let version: String
    /// Different for each process.
    package let instance: String

    package init(service: String, version: String, instance: String) {
        self.service = service
        self.version = version
        self.instance = instance
    }

    /// Attributes as OpenTelemetry names them.
    var attributes: [(name: StaticString, value: String)] {
        [
            ("service.name", service), ("service.version", version), ("service.instance.id", instance),
            ("telemetry.sdk.language", "swift"), ("telemetry.sdk.name", "penstock"),
        ]
    }
}
