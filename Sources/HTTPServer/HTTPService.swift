package import Authentication
internal import Bytes
package import EventLoops
internal import Metrics
internal import Platform
package import Tracing

/// HTTP on one loop: its routes, its connections, and what they share.
package final class HTTPService {
    /// Says who asks for a route that needs a scope, or why they are not answered.
    package typealias Authenticate = (Request, Scope) throws(Problem) -> Caller

    let loop: EventLoop
    let bounds: ConnectionBounds
    let metrics: HTTPMetrics
    private(set) var router = Router([])
    let parserSettings = ParserSettings()
    let tracer: Tracer?
    let authenticate: Authenticate
    /// Which web pages may ask; nil for none, and then nothing is said to browsers.
    private(set) var origins: AllowedOrigins?
    private let released: (PeerAddress) -> Void
    private let ended: (Exchange) -> Void
    private let unmatched: BoundRoute
    private var head = ResponseHead()
    private var requestIDs: UUIDSequence
    /// By the order in which they came, in which they are closed too: a simulation must not depend on addresses.
    private var connections: [Int: Connection] = [:]
    private var connectionsServed = 0
    /// Whether connections are to be closed behind their responses.
    package private(set) var isDraining = false
    /// A header line that every response then has; empty for none.
    let drainField: StaticString

    /// - Parameters:
    ///   - loop: Where every connection lives that is given to `serve`.
    ///   - bounds: What one connection may ask for.
    ///   - metrics: Shared by all loops.
    ///   - tracer: Says which requests are of a trace; nil for none.
    ///   - drainField: A whole header line that every response has while the service drains; empty for none.
    ///   - authenticate: Asked before each request of a route that needs a scope; by default anyone may everything.
    ///   - ended: Told of every request but probes when its response is over.
    ///   - released: Told when a connection is gone, so that its peer's place is free.
    package init(
        on loop: EventLoop,
        bounds: ConnectionBounds,
        metrics: HTTPMetrics,
        tracer: Tracer? = nil,
        drainField: StaticString = "",
        authenticate: @escaping Authenticate = { _, _ in .anyone },
        ended: @escaping (Exchange) -> Void,
        released: @escaping (PeerAddress) -> Void
    ) {
        self.loop = loop
        requestIDs = UUIDSequence(random: &loop.random)
        self.bounds = bounds
        self.released = released
        self.metrics = metrics
        self.tracer = tracer
        self.authenticate = authenticate
        self.drainField = drainField
        self.ended = ended
        var unmatched = Route(.other, HTTPMetrics.unmatched, needs: nil) { _, writer in _ = writer }
        unmatched.statuses = [
            .notFound, .methodNotAllowed, .requestTimeout, .targetTooLong, .expectationFailed,
            .headerFieldsTooLarge, .notImplemented, .versionNotSupported,
        ]
        self.unmatched = BoundRoute(unmatched, metrics: metrics)
    }

    /// Answers these routes from the next request on, in place of those before.
    package func setRoutes(_ routes: [Route], origins: AllowedOrigins? = nil) {
        router.retire()
        self.origins = origins
        let preflights = origins?.preflights(of: routes) ?? []
        router = Router((routes + preflights).map { BoundRoute($0, metrics: metrics) })
    }

    /// Serves requests from a stream whose peer has been admitted.
    package func serve(_ stream: any ByteStream, from peer: PeerAddress) {
        connectionsServed += 1
        let connection = Connection(stream, from: peer, number: connectionsServed, service: self)
        connections[connection.number] = connection
        metrics.connectionsAccepted.add(on: loop.shard)
        metrics.connectionsActive.increment(on: loop.shard)
        connection.start()
    }

    package var connectionCount: Int { connections.count }

    /// From now on every response is its connection's last, and connections that wait for a request are closed.
    package func drain() {
        isDraining = true
        for connection in connectionsInOrder { connection.drain() }
    }

    /// Closes every connection at once.
    package func close() {
        isDraining = true
        for connection in connectionsInOrder { connection.end(.aborted, resets: false) }
    }

    private var connectionsInOrder: [Connection] {
        connections.sorted { $0.key < $1.key }.map(\.value)
    }

    func closed(_ connection: Connection, peer: PeerAddress) {
        guard connections.removeValue(forKey: connection.number) != nil else { return }
        metrics.connectionsActive.decrement(on: loop.shard)
        released(peer)
    }

    func began(_ method: Method) {
        metrics.openTelemetry?.began(method, on: loop.shard)
    }

    func finished(_ exchange: Exchange, by route: BoundRoute?) {
        (route ?? unmatched).observe(
            exchange,
            exchange.trace?.exemplar(at: loop.timestamp),
            on: loop.shard
        )
        metrics.openTelemetry?.ended(exchange.method, on: loop.shard)
        ended(exchange)
    }

    func nextRequestID() -> UUID { requestIDs.next(at: loop.timestamp) }

    /// Begins a response: everything up to the request's id.
    func appendHead(_ status: Status, to buffer: inout ByteBuffer) {
        head.append(status, to: &buffer, now: loop.now, time: loop.time)
    }
}
