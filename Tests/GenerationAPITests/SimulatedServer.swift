import EventLoops
import Events
import Logs
import Metrics
import Platform
import Providers
import Simulation

@testable import GenerationAPI
@testable import Pipelines

/// The whole server on simulated loops, one unless said otherwise: real routes, engine, log, dialects and HTTP over simulated streams.
final class SimulatedServer {
    let loops: SimulatedLoops
    let registry: Registry
    let context: ServerContext
    let workers: [Worker]
    private let log: SimulatedLog
    /// Connections that came, and that are gone.
    private(set) var connected = 0
    private(set) var released = 0

    // Everything follows from `seed`; `settings` says how the model behaves.
    convenience init(
        seed: UInt64,
        settings: SimulatorSettings,
        configuration: ServerConfiguration = ServerConfiguration(),
        pipelines: [PipelineFile] = PipelineFile.shipped,
        loops count: Int = 1
    ) throws {
        try self.init(
            seed: seed,
            asking: Simulator(settings),
            configuration: configuration,
            pipelines: pipelines,
            loops: count
        )
    }

    /// One on two loops, with a pipeline that only talks; its models need five seconds, time to leave and come back.
    static func unhurried() throws -> SimulatedServer {
        var settings = SimulatorSettings()
        settings.firstToken = .seconds(1)
        settings.outputTokens = 40
        settings.tokensPerSecond = 10
        return try SimulatedServer(
            seed: 1,
            settings: settings,
            pipelines: PipelineFileSet.withTalk,
            loops: 2
        )
    }

    // The same with another provider behind the simulator's name.
    convenience init(
        seed: UInt64 = 1,
        asking provider: any Provider,
        configuration: ServerConfiguration = ServerConfiguration(),
        pipelines: [PipelineFile] = PipelineFile.shipped,
        loops count: Int = 1
    ) throws {
        let providers = ProviderCatalog(["simulator": provider])
        self.init(
            seed: seed,
            configuration: configuration,
            catalog: try PipelineCatalog(pipelines, providers: providers.names),
            providers: providers,
            loops: count
        )
    }

    // The same with pipelines that were read already.
    init(
        seed: UInt64,
        configuration: ServerConfiguration,
        catalog: PipelineCatalog,
        providers: ProviderCatalog,
        loops count: Int
    ) {
        registry = Registry(loops: count)
        loops = SimulatedLoops(count, registry: registry, seed: seed)
        log = SimulatedLog(time: loops.clock, registry: registry)
        let readiness = Readiness(loops: loops.loops.map(\.loop), registry: registry)
        let context = ServerContext(
            configuration: configuration,
            registry: registry,
            logger: log.logger,
            readiness: readiness,
            time: loops.clock
        )
        self.context = context
        var release: () -> Void = {}
        let bound = context.bind(catalog, providers, configuration.costs)
        workers = loops.loops.map {
            Worker(context, on: $0.loop, by: SimulatedUpstream(on: $0.loop), catalog: bound) { _ in release()
            }
        }
        release = { [unowned self] in released += 1 }
        readiness.enter(.serving)
    }

    /// Reloads the shipped pipelines with these providers.
    func replace(_ settings: [String: SimulatorSettings]) throws {
        let providers = ProviderCatalog(settings.mapValues { Simulator($0) })
        let catalog = try PipelineCatalog(PipelineFile.shipped, providers: providers.names)
        let bound = context.bind(catalog, providers)
        for worker in workers { worker.replace(bound, context.configuration.access) }
    }

    /// The first loop, and what lives there.
    var simulated: SimulatedEventLoop { loops.loops[0] }
    var worker: Worker { workers[0] }

    /// A client's connection, to one of the loops.
    func connect(to listener: Worker.Listener = .main, on index: Int = 0) -> SimulatedStream {
        let stream = SimulatedStream(on: loops.loops[index].loop)
        connected += 1
        workers[index].serve(stream, from: .ipv4(0x7F00_0001), at: listener)
        return stream
    }

    var metrics: Scrape { Scrape(registry) }

    /// Stops the server and returns what it logged.
    func stop() -> [Substring] {
        for worker in workers { worker.closeConnections() }
        loops.settle()
        return log.stop()
    }
}
