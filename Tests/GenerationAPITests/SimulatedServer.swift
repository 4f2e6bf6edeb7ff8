import EventLoops
import Events
import Logs
import Metrics
import Pipelines
import Platform
import Providers
import Simulation

@testable import GenerationAPI

/// The whole server on one simulated loop: real routes, engine, log, dialects and HTTP over simulated streams.
final class SimulatedServer {
    let simulated: SimulatedEventLoop
    let registry: Registry
    let context: ServerContext
    let worker: Worker
    private let log: SimulatedLog
    private(set) var released = 0

    // Everything follows from `seed`; `settings` says how the model behaves.
    init(
        seed: UInt64,
        settings: SimulatorSettings,
        configuration: ServerConfiguration = ServerConfiguration()
    ) throws {
        registry = Registry(loops: 1)
        simulated = SimulatedEventLoop(registry: registry, seed: seed)
        let loop = simulated.loop
        log = SimulatedLog(time: simulated.clock, registry: registry)
        let readiness = Readiness(loops: [loop], registry: registry)
        context = ServerContext(
            configuration: configuration,
            registry: registry,
            logger: log.logger,
            readiness: readiness,
            time: simulated.clock
        )
        let providers = ProviderCatalog(["simulator": Simulator(settings)])
        let catalog = try PipelineCatalog(PipelineFile.shipped, providers: providers.names)
        var release: () -> Void = {}
        worker = Worker(context, on: loop, catalog: context.bind(catalog, providers)) { _ in release() }
        release = { [unowned self] in released += 1 }
        readiness.enter(.serving)
    }

    /// Reloads the shipped pipelines with these providers.
    func replace(_ settings: [String: SimulatorSettings]) throws {
        let providers = ProviderCatalog(settings.mapValues { Simulator($0) })
        let catalog = try PipelineCatalog(PipelineFile.shipped, providers: providers.names)
        worker.replace(context.bind(catalog, providers))
    }

    /// A client's connection.
    func connect(to listener: Worker.Listener = .main) -> SimulatedStream {
        let stream = SimulatedStream(on: simulated.loop)
        worker.serve(stream, from: .ipv4(0x7F00_0001), at: listener)
        return stream
    }

    var metrics: Scrape { Scrape(registry) }

    /// Stops the server and returns what it logged.
    func stop() -> [Substring] {
        worker.closeConnections()
        simulated.settle()
        return log.stop()
    }
}
