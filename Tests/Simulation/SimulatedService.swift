import EventLoops
import HTTPServer
import Metrics

/// The real HTTP service with a single route, on a simulated loop: what stands between a log and its readers.
public final class SimulatedService {
    private let simulated: SimulatedEventLoop
    private let service: HTTPService

    /// - Parameters:
    ///   - simulated: Where it runs.
    ///   - registry: Where it counts.
    ///   - bounds: What one connection may ask for.
    ///   - endpoint: Answers every `POST /`.
    package init(
        on simulated: SimulatedEventLoop,
        registry: Registry,
        bounds: ConnectionBounds = ConnectionBounds(),
        endpoint: @escaping Route.Endpoint
    ) {
        self.simulated = simulated
        service = HTTPService(
            on: simulated.loop,
            bounds: bounds,
            metrics: HTTPMetrics(registry),
            ended: { _ in },
            released: { _ in }
        )
        service.setRoutes([Route(.post, "/", needs: nil, endpoint)])
    }

    deinit {
        // A route may hold what holds the service.
        service.setRoutes([])
    }

    public var connectionCount: Int { service.connectionCount }

    /// A client that has asked, of whose answer its kernel takes `window` bytes.
    ///
    /// It speaks HTTP/1.0, so that the answer's body is not cut into chunks and ends with the connection.
    public func connect(window: Int = .max) -> SimulatedStream {
        let stream = SimulatedStream(on: simulated.loop)
        stream.window = window
        service.serve(stream, from: .local)
        stream.send("POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
        simulated.settle()
        return stream
    }
}
