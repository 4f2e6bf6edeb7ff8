import Bytes
import EventLoops
import HTTPServer
import Metrics

/// A route whose event streams the test writes, on a server with one client.
final class OpenStream: EventStreamObserver {
    let server: TestServer
    private let metrics: StreamMetrics.Bound
    private var writer: ResponseWriter?
    private var request: Request?
    private(set) var stream: EventStreamWriter?
    private(set) var endings: [StreamEnding] = []
    private(set) var drains = 0

    static let request = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
    static let event = "data: {\"a\":1}\n\n"

    /// - Parameters:
    ///   - server: Gets the route.
    ///   - metrics: Of the server's registry.
    ///   - opens: Whether the stream is opened as soon as the request has come.
    init(_ server: TestServer, metrics: StreamMetrics.Bound, opens: Bool = true) {
        self.server = server
        self.metrics = metrics
        server.service.setRoutes([
            Route(.get, "/stream", needs: nil) { [self] request, writer in
                self.request = request
                self.writer = consume writer
                if opens { open() }
            }
        ])
    }

    convenience init(bounds: ConnectionBounds = ConnectionBounds()) {
        let server = TestServer(bounds: bounds, routes: [])
        self.init(server, metrics: StreamMetrics(server.registry).bind(pipeline: "p", dialect: "d"))
    }

    func open() {
        guard let request, let writer = writer.take() else { return }
        let loop = server.simulated.loop
        stream = EventStreamWriter(answering: request, writer, on: loop, metrics: metrics)
        stream?.observe(by: self)
    }

    func send(_ block: String = event, events: Int = 1) {
        stream?.send(Array(block.utf8).span, events: events)
    }

    func streamDrained() {
        drains += 1
    }

    func streamEnded(_ ending: StreamEnding) {
        endings.append(ending)
    }

    /// How many streams ended, by reason and phase.
    var ended: [String: Int] {
        var ended: [String: Int] = [:]
        for ending in StreamEnding.allCases {
            for phase in ["before_first_event", "streaming"] {
                let labels = "pipeline=\"p\",reason=\"\(ending.rawValue)\",phase=\"\(phase)\""
                let count = server.metric("penstock_streams_ended_total{\(labels)}")
                if count != 0 { ended["\(ending.rawValue) \(phase)"] = count }
            }
        }
        return ended
    }

    var drops: [String: Int] {
        var drops: [String: Int] = [:]
        for ending in StreamEnding.allCases {
            let labels = "pipeline=\"p\",reason=\"\(ending.rawValue)\""
            let count = server.metric("penstock_stream_drops_total{\(labels)}")
            if count != 0 { drops[ending.rawValue] = count }
        }
        return drops
    }

    var established: Int {
        server.metric("penstock_stream_connects_total{pipeline=\"p\",outcome=\"established\",reason=\"\"}")
    }

    var active: Int {
        server.metric("penstock_streams_active{pipeline=\"p\",dialect=\"d\"}")
    }
}
