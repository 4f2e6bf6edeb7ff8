import Bytes
import EventLoops
import HTTPServer
import Metrics
import Platform
import Simulation
import Tracing

/// A real service on a simulated loop, and one client's connection to it.
final class TestServer {
    let simulated: SimulatedEventLoop
    let service: HTTPService
    let stream: SimulatedStream
    let registry: Registry
    private let record: Record

    /// What the service told about.
    private final class Record {
        var exchanges: [Exchange] = []
        var released: [PeerAddress] = []
    }

    static let peer = PeerAddress.ipv4(0x7F00_0001)

    /// - Parameters:
    ///   - bounds: What one connection may ask for.
    ///   - routes: What is answered.
    ///   - registry: One of its own, unless the test looks at no metric and makes many servers.
    ///   - metrics: Those of `registry`.
    ///   - traces: Whether requests are of traces.
    ///   - authenticate: Says who asks; anyone may everything unless it is given.
    init(
        bounds: ConnectionBounds = ConnectionBounds(),
        routes: [Route] = TestServer.routes,
        registry: Registry = Registry(loops: 1),
        metrics: HTTPMetrics? = nil,
        traces: Bool = false,
        authenticate: @escaping HTTPService.Authenticate = { _, _ in .anyone }
    ) {
        let record = Record()
        self.record = record
        self.registry = registry
        simulated = SimulatedEventLoop(registry: registry)
        service = HTTPService(
            on: simulated.loop,
            bounds: bounds,
            metrics: metrics ?? HTTPMetrics(registry),
            tracer: traces ? Tracer(ratio: 1, registry: registry) : nil,
            authenticate: authenticate,
            ended: { record.exchanges.append($0) },
            released: { record.released.append($0) }
        )
        service.setRoutes(routes)
        stream = SimulatedStream(on: simulated.loop)
        service.serve(stream, from: Self.peer)
        simulated.settle()
    }

    /// Routes for requests of every form.
    static var routes: [Route] {
        [
            Route(.get, "/", needs: nil) { _, writer in writer.send(.ok, type: "text/plain", "ok\n") },
            Route(.get, "/items/{item}", needs: nil) { request, writer in
                let names = request.parameters + [request.queryValue("q") ?? "-"]
                writer.send(.ok, type: "text/plain", ByteBuffer(text: names.joined(separator: " ")))
            },
            Route(.post, "/echo", needs: nil) { request, writer in
                var copy = ByteBuffer()
                request.withBody { copy.append($0) }
                writer.send(.ok, type: "text/plain", copy)
            },
        ]
    }

    var exchanges: [Exchange] { record.exchanges }
    var released: [PeerAddress] { record.released }

    /// Sends what the client has to say, lets the loop turn, and takes the answers.
    func ask(_ text: String) -> [ParsedResponse] {
        stream.send(text)
        return answers()
    }

    func answers() -> [ParsedResponse] {
        simulated.settle()
        return ParsedResponse.parse(stream.take())
    }

    /// The client has been told that nothing more will come, or is about to be.
    var isOver: Bool { stream.hasEnded || stream.isClosed }

    func advance(_ duration: Duration) {
        simulated.advance(by: duration)
    }

    /// The value of one series, as a scrape shows it; 0 if it was never bound.
    func metric(_ series: String) -> Int {
        var buffer = ByteBuffer()
        var exposition = Exposition(of: registry)
        while exposition.render(into: &buffer, until: .max) {}
        for line in buffer.string.split(separator: "\n") where line.hasPrefix(series + " ") {
            return Int(line.dropFirst(series.count + 1)) ?? -1
        }
        return 0
    }

    func hits(_ bound: ConnectionBounds.Name) -> Int {
        metric("penstock_http_bounds_hit_total{bound=\"\(bound.rawValue)\"}")
    }

    /// Every bound that was hit, with how often.
    var hits: [String: Int] {
        let counts = ConnectionBounds.Name.allCases.map { ($0.rawValue, hits($0)) }
        return Dictionary(uniqueKeysWithValues: counts).filter { $0.value != 0 }
    }
}

extension ByteBuffer {
    init(text: String) {
        self.init()
        append(Array(text.utf8))
    }
}
