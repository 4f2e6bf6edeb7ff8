import EventLoops
import HTTPServer
import Metrics
import Testing

/// Whatever happens to a stream in whatever order: it ends once, its request is told of once, and nothing is left.
@Suite struct EventOrderTests {
    enum Event: OrderedEvent {
        case requestArrives
        case endpointOpens
        case endpointFinishes
        case endpointCuts
        case clientEnds
        case clientResets
        case windowOpens
        case timePasses

        var condition: Event? {
            switch self {
            case .endpointOpens: .requestArrives
            case .endpointFinishes, .endpointCuts: .endpointOpens
            case .requestArrives, .clientEnds, .clientResets, .windowOpens, .timePasses: nil
            }
        }
    }

    /// How the events follow each other.
    enum Pace: CaseIterable {
        case inOneTurn
        case inTurnsOfTheirOwn
    }

    @Test(arguments: Pace.allCases)
    func everyOrderOfEventsEndsEverythingOnce(pace: Pace) {
        let registry = Registry(loops: 1)
        let metrics = HTTPMetrics(registry)
        let bound = StreamMetrics(registry).bind(pipeline: "p", dialect: "d")
        var last: OpenStream?
        Event.forEachOrder { order in
            let server = TestServer(routes: [], registry: registry, metrics: metrics)
            let open = OpenStream(server, metrics: bound, opens: false)
            server.stream.window = 150
            for event in order {
                apply(event, to: open)
                if pace == .inTurnsOfTheirOwn { server.simulated.settle() }
            }
            check(open, after: order)
            last = open
        }
        guard let last else { return }
        #expect(last.established > 0)
        #expect(last.ended.values.reduce(0, +) == last.established)
        #expect(last.active == 0)
        #expect(last.server.metric("penstock_http_connections_active") == 0)
    }

    private func apply(_ event: Event, to open: OpenStream) {
        let client = open.server.stream
        switch event {
        case .requestArrives: client.send(OpenStream.request)
        case .endpointOpens:
            open.open()
            open.send()
        case .endpointFinishes:
            open.stream?.finish()
        case .endpointCuts: open.stream?.cut(.slowConsumer)
        case .clientEnds: client.end()
        case .clientResets: client.reset()
        case .windowOpens: client.open(window: .max)
        case .timePasses: open.server.advance(.seconds(40))
        }
    }

    private func check(_ open: OpenStream, after order: [Event]) {
        let server = open.server
        server.simulated.settle()
        let exchangesBefore = server.exchanges.count
        #expect(exchangesBefore <= 1, "\(order)")
        if open.endings == [.complete] {
            #expect(server.stream.take().hasSuffix("\r\n0\r\n\r\n"), "\(order)")
        }
        server.service.drain()
        server.advance(.seconds(100))
        server.service.close()
        server.simulated.settle()
        #expect(open.endings.count == (open.stream == nil ? 0 : 1), "\(order)")
        #expect(server.stream.isClosed, "\(order)")
        #expect(server.service.connectionCount == 0, "\(order)")
        #expect(server.released.count == 1, "\(order)")
        #expect(server.simulated.loop.timerCount == 0, "\(order)")
        if open.stream != nil { #expect(server.exchanges.count == 1, "\(order)") }
        #expect(server.exchanges.count <= 1, "\(order)")
    }
}
