import Costs
import Dialects
import EventLog
import EventLoops
import Events
import HTTPServer
import JSON
import Metrics
import Platform
import Providers
import Simulation
import Testing

@testable import Pipelines

/// Runs one pipeline on a simulated loop, for clients that read its events or for nobody.
final class PipelineBench {
    let simulated: SimulatedEventLoop
    let registry = Registry(loops: 1)
    let bound: BoundPipeline
    private let providers: ProviderCatalog
    private var service: SimulatedService?
    private(set) var generation: Generation?
    private(set) var summaries: [GenerationSummary] = []
    /// Whether the next client joins the generation that runs.
    private var joins = false
    var dialect = DialectName.penstock
    var input: JSONValue = ["topic": "rivers"]
    /// Collects the spans of the next generation.
    var trace: GenerationTrace?
    /// How long the next caller will wait.
    var deadline: Duration?

    /// What its calls are charged by, if they have prices.
    let accounts: Accounts?
    /// Whether the next clients ask for costs.
    var showsCosts = false

    init(
        _ pipeline: Pipeline,
        asking provider: any Provider,
        prices: PriceTable? = nil,
        unpriced: UnpricedPolicy = .free
    ) {
        let registry = registry
        let simulated = SimulatedEventLoop(registry: registry)
        self.simulated = simulated
        providers = ProviderCatalog(["simulator": provider])
        let time = simulated.loop.time
        let accounts = prices.map { _ in
            let ledger = MemoryLedger(since: time.timestamp(), registry: registry)
            return Accounts(ledger, SpendingLine(time: time), registry: registry)
        }
        self.accounts = accounts
        bound = BoundPipeline(
            pipeline,
            metrics: PipelineMetrics(registry, openTelemetry: true),
            streams: StreamMetrics(registry),
            models: ProviderMetrics(registry, openTelemetry: true),
            circuits: Circuits(registry, time: simulated.loop.time) { _, _ in },
            account: accounts.map { accounts in
                PipelineAccount(
                    of: pipeline.name,
                    models: pipeline.modelsBySteps,
                    prices: prices ?? .empty,
                    unpriced: unpriced,
                    in: accounts
                )
            }
        )
    }

    convenience init(_ text: String, asking provider: any Provider) throws {
        self.init(try PipelineDecoderTests.decode(text), asking: provider)
    }

    /// The pipeline that Penstock ships with.
    static func content() throws -> Pipeline {
        let files = PipelineFile.shipped.filter { $0.name.hasSuffix("content.yaml") }
        let catalog = try PipelineCatalog(files, providers: ["simulator"])
        return try #require(catalog["content"])
    }

    static func content(asking provider: any Provider) throws -> PipelineBench {
        PipelineBench(try content(), asking: provider)
    }

    private func begin() -> Generation {
        let loop = simulated.loop
        let id = GenerationID(UUID(at: loop.time.timestamp(), random: &loop.random))
        let generation = Generation(
            id,
            of: bound,
            input: input,
            providers: providers,
            by: SimulatedUpstream(on: loop),
            deadline: deadline,
            on: loop,
            trace: trace
        ) { [unowned self] in summaries.append($0) }
        self.generation = generation
        return generation
    }

    /// Starts a generation that nobody reads.
    @discardableResult func start() -> Generation {
        let generation = begin()
        generation.start()
        simulated.settle()
        return generation
    }

    func release() {
        generation = nil
    }

    /// A client that reads a new generation.
    func connect() -> SimulatedStream {
        joins = false
        return client()
    }

    /// A client that reads the generation that runs, from its beginning.
    func join() -> SimulatedStream {
        joins = true
        return client()
    }

    private func client() -> SimulatedStream {
        let service =
            service
            ?? SimulatedService(on: simulated, registry: registry) { [unowned self] request, writer in
                let generation = joins ? self.generation : begin()
                guard let log = generation?.log else { return }
                let metrics = bound.streamMetrics(dialect)
                let stream = EventStreamWriter(
                    answering: request,
                    writer,
                    on: simulated.loop,
                    metrics: metrics
                )
                log.add(
                    Subscription(
                        to: log,
                        writer: stream,
                        dialect: dialect,
                        metrics: metrics,
                        showsCosts: showsCosts
                    )
                )
                if !joins { generation?.start() }
            }
        self.service = service
        return service.connect()
    }

    func advance(_ duration: Duration) {
        simulated.advance(by: duration)
    }

    var outcomes: [PipelineMetrics.Outcome] { summaries.map(\.outcome) }
    var fault: GenerationFault? { summaries.last?.fault }
}

extension EventTranscript.Block {
    var value: JSONValue {
        let bytes = Array(data.utf8)
        return (try? JSONValue(reading: bytes.span)) ?? .null
    }
}
