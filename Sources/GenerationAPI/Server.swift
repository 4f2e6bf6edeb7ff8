package import EventLoops
internal import HTTPClient
internal import HTTPServer
package import Logs
internal import Metrics
package import Pipelines
package import Platform
package import Providers
internal import Tracing

/// The whole server: its loops, its listeners, and the order in which they begin and end.
///
/// Its methods are for the thread that made it.
package final class Server {
    /// Why it cannot start, in a sentence for the operator.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// A listening socket, and what is answered there.
    package struct Listener: Sendable {
        package let socket: ListeningSocket
        package let isAdmin: Bool

        package init(_ socket: ListeningSocket, isAdmin: Bool) {
            self.socket = socket
            self.isAdmin = isAdmin
        }
    }

    package let logger: Logger
    package let readiness: Readiness
    private let configuration: ServerConfiguration
    private let context: ServerContext
    private let threads: [LoopThread]
    private let clients: [LoopBound<HTTPClient>]
    private let workers: [LoopBound<Worker>]
    private let monitors: [LoopBound<LoopMonitor>]
    private let acceptors: LoopBound<Acceptors>
    private let exporting: LoopBound<TraceExporting>?
    private let loads: [LoopLoad]
    private var listeners: [Listener] = []

    /// Prepares loops and pipelines; nothing is served yet.
    ///
    /// - Parameters:
    ///   - configuration: What the operator decided.
    ///   - catalog: The pipelines to begin with.
    ///   - providers: Whom they ask.
    ///   - time: The clock of everything in the server.
    ///   - format: How log lines look.
    ///   - output: Receives them, on a thread of the log's own.
    package init(
        _ configuration: ServerConfiguration,
        catalog: PipelineCatalog,
        providers: ProviderCatalog,
        time: any TimeSource,
        format: LogFormat,
        output: @escaping @Sendable ([UInt8]) -> Void
    ) {
        let registry = Registry(loops: configuration.loops)
        let threads = (0..<configuration.loops).map { index in
            LoopThread(
                index: index,
                shard: registry.shard(ofLoop: index),
                time: time,
                random: SystemRandomness()
            )
        }
        let logger = Logger(
            level: configuration.logLevel,
            format: format,
            output: output,
            time: time,
            registry: registry
        )
        let readiness = Readiness(loops: threads.map(\.loop), registry: registry)
        let context = ServerContext(
            configuration: configuration,
            registry: registry,
            logger: logger,
            readiness: readiness,
            time: time
        )
        let bound = context.bind(catalog, providers, configuration.costs)
        let metrics = LoopMetrics(registry)
        let loads = threads.map { _ in LoopLoad() }
        self.configuration = configuration
        self.threads = threads
        self.logger = logger
        self.readiness = readiness
        self.context = context
        self.loads = loads
        let clients = threads.map { thread in LoopBound(on: thread.loop) { context.makeClient(on: thread) } }
        self.clients = clients
        workers = threads.indices.map { index in
            let (thread, load, client) = (threads[index], loads[index], clients[index])
            return LoopBound(on: thread.loop) {
                guard let upstream = client.here else { preconditionFailure("clients are made before") }
                return Worker(context, on: thread.loop, by: upstream, catalog: bound) { peer in
                    context.limits.release(peer)
                    load.remove()
                }
            }
        }
        monitors = threads.map { thread in LoopBound(on: thread.loop) { LoopMonitor(thread, metrics) } }
        acceptors = LoopBound(on: threads[0].loop) { Acceptors() }
        var random: any RandomNumberGenerator = SystemRandomness()
        let instance = RequestID.made(UUID(at: time.timestamp(), random: &random)).description
        exporting = configuration.traceEndpoint.map { endpoint in
            LoopBound(on: threads[0].loop) {
                TraceExporting(to: endpoint, of: context, on: threads[0], instance: instance)
            }
        }
    }

    // MARK: Starting

    /// Opens the listeners and starts to serve; sockets that the service manager opened take the place of the
    /// configured addresses.
    ///
    /// - Returns: Where the main listeners listen, with the ports that the kernel chose.
    package func start(inheriting inherited: [Listener]) throws(Fault) -> [String] {
        listeners = inherited.isEmpty ? try bindAll() : inherited
        for thread in threads { thread.start() }
        context.storage?.start()
        for listener in listeners { accept(from: listener) }
        readiness.enter(.serving)
        return listeners.filter { !$0.isAdmin }.map(\.socket.address.description)
    }

    private func bindAll() throws(Fault) -> [Listener] {
        var listeners: [Listener] = []
        for address in configuration.listen { listeners.append(Listener(try bind(address), isAdmin: false)) }
        for listener in listeners
        where !listener.socket.isLoopback && !configuration.insecure && configuration.access.keys == nil {
            throw Fault(
                description:
                    "\(listener.socket.address) can be reached from other machines, and nobody there would "
                    + "have to say who they are; listen on 127.0.0.1, give out keys (--keys), or say --insecure if that "
                    + "is what you want"
            )
        }
        if let admin = configuration.admin { listeners.append(Listener(try bind(admin), isAdmin: true)) }
        return listeners
    }

    private func bind(_ address: BindAddress) throws(Fault) -> ListeningSocket {
        do throws(ListeningSocket.Fault) {
            return try ListeningSocket(binding: address)
        } catch {
            throw Fault(description: error.description)
        }
    }

    /// Accepts on the first loop, and hands each connection to the loop that has the fewest.
    private func accept(from listener: Listener) {
        let thread = threads[0]
        let context = context
        let loads = loads
        let workers = workers
        let threads = threads
        acceptors.run { acceptors in
            let shard = thread.loop.shard
            let acceptor = Acceptor(
                listener.socket,
                on: thread,
                exhausted: { context.httpMetrics.hit(.descriptors, on: shard) },
                accept: { accepted in
                    if let bound = context.limits.admit(accepted.peer) {
                        context.httpMetrics.hit(bound, on: shard)
                        return accepted.refuse(ConnectionRefusal.words(for: bound))
                    }
                    let index = loads.indices.min { loads[$0].connections < loads[$1].connections } ?? 0
                    loads[index].add()
                    workers[index].run { worker in
                        guard let stream = SocketStream(adopting: accepted, on: threads[index]) else {
                            context.limits.release(accepted.peer)
                            return loads[index].remove()
                        }
                        worker.serve(stream, from: accepted.peer, at: listener.isAdmin ? .admin : .main)
                    }
                }
            )
            acceptors.add(acceptor)
        }
    }

    // MARK: Running

    /// Whether every loop has turned within `time`: what the watchdog's sign of life says.
    package func loopsTurn(within time: Duration) -> Bool {
        readiness.loopsTurn(at: context.time.now(), within: time)
    }

    /// Uses these pipelines and prices, and believes these callers, for what begins from now on.
    package func replace(
        _ catalog: PipelineCatalog,
        _ providers: ProviderCatalog,
        _ access: AccessRules,
        _ costs: CostSettings = CostSettings()
    ) {
        let bound = context.bind(catalog, providers, costs)
        for worker in workers { worker.run { $0.replace(bound, access) } }
        context.reloadMetrics.ended(.applied)
    }

    /// Goes on with what it has: there are mistakes in what should have replaced it.
    package func refuseReload() {
        context.reloadMetrics.ended(.refused)
    }

    /// Generations that have not ended.
    package var generationCount: Int {
        let counts = Lock(0)
        onEveryLoop { worker in
            let count = worker.generationCount
            counts.withLock { $0 += count }
        }
        return counts.withLock { $0 }
    }

    /// Whether nobody is connected any more, and no span waits to be exported.
    package var isQuiet: Bool { loads.allSatisfy { $0.connections == 0 } && context.tracer.isSettled }

    // MARK: Stopping

    /// Tells probes that the server is going, and serves on.
    package func beginDraining() {
        readiness.enter(.draining)
        for worker in workers { worker.run { $0.drainConnections() } }
    }

    /// Begins nothing new; what runs may finish.
    package func refuseNewWork() {
        readiness.enter(.refusing)
    }

    /// Ends what still runs, and tells its readers when to come back.
    package func endGenerations() {
        onEveryLoop { $0.shutDownGenerations() }
        exporting?.run { $0.flush() }
    }

    /// Closes everything and waits until it is closed; the log is written to its end.
    package func stop() {
        context.storage?.stop()
        acceptors.run { $0.close() }
        onEveryLoop { $0.closeConnections() }
        acceptors.release()
        exporting?.run { $0.stop() }
        exporting?.release()
        for monitor in monitors { monitor.release() }
        for worker in workers { worker.release() }
        for client in clients {
            client.run { $0.close() }
            client.release()
        }
        for thread in threads { thread.stop() }
        for thread in threads { thread.join() }
        for listener in listeners { listener.socket.close(removingFile: true) }
        logger.stop()
    }

    /// Runs `body` with every worker on its loop, and waits until all have.
    private func onEveryLoop(_ body: @escaping @Sendable (Worker) -> Void) {
        let done = Semaphore()
        for worker in workers {
            worker.run { worker in
                body(worker)
                done.signal()
            }
        }
        for _ in workers { done.wait() }
    }
}
