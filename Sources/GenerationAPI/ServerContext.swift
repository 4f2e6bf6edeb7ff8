internal import Costs
internal import Embedded
internal import EventLoops
internal import HTTPClient
internal import HTTPServer
package import Logs
package import Metrics
package import Pipelines
package import Platform
package import Providers
internal import TraceExport
internal import Tracing

/// What all loops of a server share.
package final class ServerContext: Sendable {
    let configuration: ServerConfiguration
    let registry: Registry
    let logger: Logger
    let time: any TimeSource
    let readiness: Readiness
    let limits: ConnectionLimits
    let admission: Admission
    let store: GenerationStore
    let tracer: Tracer
    let traceMetrics: TraceExportMetrics
    let clientMetrics: HTTPClientMetrics
    let resolverMetrics: NameResolverMetrics
    let httpMetrics: HTTPMetrics
    let streamMetrics: StreamMetrics
    let scrapeMetrics: ScrapeMetrics
    let reloadMetrics: ReloadMetrics
    let spending: SpendingLine
    let accounts: Accounts
    let authenticationMetrics: AuthenticationMetrics
    /// Nil where nothing is kept, so that nothing of it can be wrong.
    let storage: StorageHealth?
    private let providers: ProviderHealth
    private let circuits: Circuits
    private let pipelineMetrics: PipelineMetrics
    private let providerMetrics: ProviderMetrics

    package init(
        configuration: ServerConfiguration,
        registry: Registry,
        logger: Logger,
        readiness: Readiness,
        time: any TimeSource
    ) {
        self.configuration = configuration
        self.registry = registry
        self.logger = logger
        self.time = time
        self.readiness = readiness
        limits = ConnectionLimits(configuration.bounds)
        admission = Admission(
            generationsMax: configuration.generationsMax,
            readiness: readiness,
            registry: registry
        )
        let circuits = Circuits(registry, time: time) { CircuitLogLine.write($1, of: $0, to: logger) }
        let providers = ProviderHealth(circuits)
        self.circuits = circuits
        self.providers = providers
        storage = configuration.data.map { StorageHealth(of: $0, time: time) }
        readiness.add(Readiness.Source(name: "providers") { providers.finding(at: $0) })
        readiness.add(Readiness.Source(name: "storage") { [storage] in storage?.finding(at: $0) })
        store = GenerationStore(configuration.keeping, registry: registry)
        tracer = Tracer(
            ratio: configuration.traceEndpoint == nil ? nil : configuration.traceRatio,
            keepsContent: configuration.traceContent,
            registry: registry
        )
        traceMetrics = TraceExportMetrics(registry)
        let openTelemetry = configuration.metricsOTel
        clientMetrics = HTTPClientMetrics(registry, openTelemetry: openTelemetry)
        resolverMetrics = NameResolverMetrics(registry)
        httpMetrics = HTTPMetrics(registry, openTelemetry: openTelemetry)
        streamMetrics = StreamMetrics(registry)
        scrapeMetrics = ScrapeMetrics(registry)
        pipelineMetrics = PipelineMetrics(registry, openTelemetry: openTelemetry)
        providerMetrics = ProviderMetrics(registry, openTelemetry: openTelemetry)
        reloadMetrics = ReloadMetrics(registry)
        spending = SpendingLine(time: time)
        let ledger = MemoryLedger(since: time.timestamp(), registry: registry)
        accounts = Accounts(ledger, spending, registry: registry, logger: logger)
        registry.add(ledger)
        registry.add(spending)
        authenticationMetrics = AuthenticationMetrics(registry)
        registry.add(ProcessCollector(time: time))
        registry.add(ReadinessCollector(readiness, time: time))
        registry.gauge(
            "penstock_build_info",
            "Always 1; says what is running.",
            labels: ["version", "revision", "swift"]
        ).bind(BuildVersion.version, BuildVersion.revision, BuildVersion.swift).set(1)
    }

    /// A client for requests to other servers, on its loop; whoever has it made closes it.
    func makeClient(on thread: LoopThread) -> HTTPClient {
        let lookup = SystemNameLookup(on: thread)
        let resolver = NameResolver(on: thread.loop, lookup, metrics: resolverMetrics)
        return HTTPClient(on: thread, resolver: resolver, metrics: clientMetrics)
    }

    /// Pipelines, providers and prices, with every metric of theirs at 0; they are what readiness depends on from now on.
    package func bind(
        _ catalog: PipelineCatalog,
        _ providers: ProviderCatalog,
        _ costs: CostSettings = CostSettings()
    ) -> BoundCatalog {
        circuits.use(providers)
        self.providers.replace(providers, asking: Set(catalog.pipelines.flatMap(\.models)))
        spending.set(limit: costs.spendingLimit)
        let bound = catalog.pipelines.map { pipeline in
            BoundPipeline(
                pipeline,
                metrics: pipelineMetrics,
                streams: streamMetrics,
                models: providerMetrics,
                circuits: circuits,
                account: account(of: pipeline, costs)
            )
        }
        return BoundCatalog(pipelines: bound, providers: providers)
    }

    private func account(of pipeline: Pipeline, _ costs: CostSettings) -> PipelineAccount {
        PipelineAccount(
            of: pipeline.name,
            models: pipeline.modelsBySteps,
            prices: costs.prices,
            unpriced: costs.unpriced,
            in: accounts
        )
    }
}

/// The pipelines that a server runs, and whom they ask; replaced as a whole by a reload.
package struct BoundCatalog: Sendable {
    let pipelines: [BoundPipeline]
    let providers: ProviderCatalog

    subscript(name: String) -> BoundPipeline? {
        pipelines.first { $0.pipeline.name == name }
    }
}
