internal import Authentication
internal import EventLog
package import EventLoops
internal import Events
package import HTTPClient
internal import HTTPServer
internal import JSON
internal import Logs
internal import Pipelines
internal import Platform
internal import Tracing

/// Everything of the server that lives on one loop.
package final class Worker {
    let context: ServerContext
    let loop: EventLoop
    private let upstream: any UpstreamClient
    private(set) var catalog: BoundCatalog
    private let authenticator: Authenticator
    private var origins: AllowedOrigins?
    private let main: HTTPService
    private let admin: HTTPService
    let scrapes = ScrapeSlots()
    private let unsampled: UnsampledRequests
    private var generations: [GenerationID: Generation] = [:]
    private lazy var expiry = LoopTimer(on: loop) { [unowned self] in expire() }

    /// Makes Envoy send nothing more at once, whatever its own probes say (its router filter's documentation).
    private static let envoyDrainField: StaticString = "x-envoy-immediate-health-check-fail: true\r\n"

    /// Which of the server's addresses a connection came to.
    package enum Listener: Sendable {
        case main
        case admin
    }

    /// Sets up services and routes, on the loop; models are asked by `upstream`, and `released` is told when a connection is
    /// gone.
    package init(
        _ context: ServerContext,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        catalog: BoundCatalog,
        released: @escaping (PeerAddress) -> Void
    ) {
        self.context = context
        self.catalog = catalog
        self.loop = loop
        self.upstream = upstream
        let accessLog = AccessLog(context.logger)
        let unsampled = UnsampledRequests(context.tracer)
        self.unsampled = unsampled
        let access = context.configuration.access
        let authenticator = Authenticator(access.keys, metrics: context.authenticationMetrics, on: loop)
        self.authenticator = authenticator
        origins = access.origins
        func service(
            drainField: StaticString = "",
            authenticate: @escaping HTTPService.Authenticate
        ) -> HTTPService {
            HTTPService(
                on: loop,
                bounds: context.configuration.bounds,
                metrics: context.httpMetrics,
                tracer: context.tracer,
                drainField: drainField,
                authenticate: authenticate,
                ended: { exchange in
                    accessLog.write(exchange)
                    RequestSpan.submit(exchange, by: context.time, to: context.tracer, or: unsampled)
                },
                released: released
            )
        }
        main = service(
            drainField: context.configuration.drainEnvoy ? Self.envoyDrainField : "",
            authenticate: authenticator.caller
        )
        // Whoever reaches the address that the operator chose for it may ask there.
        admin = service { _, _ in .anyone }
        setRoutes()
    }

    private func setRoutes() {
        let routes = Routes(self)
        main.setRoutes(routes.main, origins: origins)
        admin.setRoutes(routes.admin)
    }

    /// Serves a connection that was admitted.
    package func serve(_ stream: any ByteStream, from peer: PeerAddress, at listener: Listener) {
        (listener == .main ? main : admin).serve(stream, from: peer)
    }

    /// From now on requests are for these pipelines, and from these callers; what runs goes on as it began.
    func replace(_ catalog: BoundCatalog, _ access: AccessRules) {
        self.catalog = catalog
        authenticator.replace(access.keys)
        origins = access.origins
        setRoutes()
    }

    // MARK: Generations

    var generationCount: Int { generations.count }

    /// Makes a generation, if one more may run; it is to be started.
    func begin(
        _ bound: BoundPipeline,
        _ selection: PipelineSelection,
        _ input: JSONValue,
        for request: Request
    ) throws(Admission.Refusal) -> Generation {
        let (requestID, trace, caller) = (request.id, request.trace, request.caller)
        try context.admission.admit(on: loop.shard)
        let id = GenerationID(UUID(at: loop.timestamp, random: &loop.random))
        let log = context.logger
        let spans = trace.map { GenerationTrace(below: $0, context.tracer, for: caller.owner, on: loop) }
        if let trace { unsampled.began(trace) }
        let generation = Generation(
            id,
            of: bound,
            selection: selection,
            input: input,
            providers: catalog.providers,
            by: upstream,
            owner: caller.account,
            deadline: request.deadline,
            on: loop,
            trace: spans
        ) { [unowned self] summary in
            context.admission.release()
            if let trace { unsampled.generationEnded(trace, isExported: summary.isExported) }
            GenerationLogLine.write(summary, requestID, trace, caller, to: log)
            // The generation is still telling its readers; it goes when it has returned.
            loop.atEndOfTurn { self.ended(id) }
        }
        generations[id] = generation
        context.store.add(id, GenerationRecord(generation, of: bound, for: caller), on: loop)
        return generation
    }

    private func ended(_ id: GenerationID) {
        generations[id] = nil
        guard let record = context.store.find(id)?.record.here else { return }
        record.ended()
        context.store.ended(id, record.status, bytes: record.log.memoryBytes, on: loop)
        if !expiry.isArmed { expiry.arm(after: context.store.time) }
    }

    /// Each loop has a timer of its own while something on it may be kept, and lets go of all loops' at once.
    private func expire() {
        if let next = context.store.expire(on: loop) { expiry.arm(at: next) }
    }

    // MARK: Stopping

    /// Makes every response its connection's last.
    func drainConnections() {
        main.drain()
    }

    /// Closes what is still open, and forgets what was kept.
    func closeConnections() {
        expiry.disarm()
        context.store.removeAll(on: loop)
        for service in [main, admin] {
            service.close()
            // Routes refer to their worker, which would keep itself alive through them.
            service.setRoutes([])
        }
    }

    /// Ends what still runs: its readers are told when to come back.
    func shutDownGenerations() {
        // In the order in which they began: what is drawn for each must not depend on how a dictionary is laid out.
        for (_, generation) in generations.sorted(by: { $0.key < $1.key }) {
            for subscription in generation.log.subscriptions {
                // Spread over some seconds, so that a whole server's readers do not return at once.
                let delay = Duration.milliseconds(Int.random(in: 1_000...6_000, using: &loop.random))
                subscription.shutDown(retryAfter: delay)
            }
            generation.shutDown()
        }
    }
}
