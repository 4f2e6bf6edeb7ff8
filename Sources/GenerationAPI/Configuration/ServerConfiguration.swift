package import EventLoops
package import HTTPClient
package import HTTPServer
package import Logs
internal import Platform
package import Providers
package import TraceExport

/// Everything that an operator can decide.
package struct ServerConfiguration: Sendable {
    package var listen = [BindAddress.tcp(host: "127.0.0.1", port: 8_080)]
    /// Where metrics and health are answered beside the main listeners.
    package var admin: BindAddress?
    /// Where the server keeps what must survive it; nil for nowhere.
    package var data: String?
    /// The directory of pipeline files; nil for those that are shipped.
    package var pipelines: String?
    package var loops = min(Machine.processors, loopsMax)
    package var logLevel = LogLevel.info
    /// Nil: text at a terminal, fields where the journal reads, JSON otherwise.
    package var logFormat: LogFormat?
    /// How long a server that is asked to stop goes on accepting, until load balancers have noticed.
    package var drainDelay = Duration.seconds(5)
    /// What /readyz answers meanwhile.
    package var drainStatus = Status.serviceUnavailable
    /// Whether every answer of the main listeners then tells Envoy to send nothing more.
    package var drainEnvoy = false
    /// Whether metrics and health are answered on the admin listener only.
    package var adminOnly = false
    /// How long running streams then get to finish.
    package var drainTimeout = Duration.seconds(30)
    /// Where spans are exported to; nil for nowhere.
    package var traceEndpoint: UpstreamURL?
    package var traceFormat = TraceEncoding.protobuf
    /// Share of the traces that begin here which are sampled.
    package var traceRatio = 1.0
    /// Whether prompts and answers stand in the spans of model calls.
    package var traceContent = false
    /// Whether metrics have OpenTelemetry's names too.
    package var metricsOTel = false
    /// Whether anybody who reaches an address may use it.
    package var insecure = false
    /// The file of keys; nil for the credential `keys` of the service manager, if there is one.
    package var keysFile: String?
    /// Who may use the main listeners.
    package var access = AccessRules()
    package var bounds = ConnectionBounds()
    /// Generations that may run at once; some outlive their connections, so more than those would be no bound.
    package var generationsMax = 20_000
    /// What is kept of generations that have ended.
    package var keeping = KeepingBounds()
    /// Whom pipelines may ask, by the names that they use.
    package var providers: [String: ProviderSettings] = [
        "simulator": ProviderSettings(.simulator(SimulatorSettings()))
    ]

    /// Prices, and what follows from them.
    package var costs = CostSettings()

    /// More loops than this have nothing to do.
    package static let loopsMax = 64

    package init() {}

    /// What differs from `running` and takes effect only when the server is started again.
    package func needsRestart(against running: ServerConfiguration) -> [String] {
        var names: [String] = []
        if listen != running.listen { names.append("listen") }
        if admin != running.admin { names.append("admin") }
        if data != running.data { names.append("data") }
        // Keys change at any time, but a server that asks for them does not stop to, nor begin by the way.
        if (access.keys == nil) != (running.access.keys == nil) { names.append("keys") }
        if loops != running.loops { names.append("loops") }
        if traceEndpoint != running.traceEndpoint { names.append("trace_endpoint") }
        if traceFormat != running.traceFormat { names.append("trace_format") }
        if traceRatio != running.traceRatio { names.append("trace_ratio") }
        if traceContent != running.traceContent { names.append("trace_content") }
        if metricsOTel != running.metricsOTel { names.append("metrics_otel") }
        if adminOnly != running.adminOnly { names.append("admin_only") }
        if drainStatus != running.drainStatus { names.append("drain_status") }
        if drainEnvoy != running.drainEnvoy { names.append("drain_envoy") }
        if keeping.time != running.keeping.time { names.append("keep_time") }
        if keeping.generations != running.keeping.generations { names.append("max_kept_generations") }
        if keeping.bytes != running.keeping.bytes { names.append("max_kept_bytes") }
        return names
    }
}
