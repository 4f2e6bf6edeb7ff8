import EventLoops
import HTTPServer
import Metrics
import Testing

/// Whatever happens to requests whose answers take their time, in whatever order: each is told of once.
@Suite struct AnswerOrderTests {
    enum Event: OrderedEvent {
        case requestArrives
        case endpointWaits
        case endpointAnswers
        case nextRequestArrives
        case clientEnds
        case clientResets
        case windowOpens
        case serviceDrains

        var condition: Event? {
            switch self {
            case .endpointWaits, .endpointAnswers: .requestArrives
            case .requestArrives, .nextRequestArrives, .clientEnds, .clientResets, .windowOpens,
                .serviceDrains:
                nil
            }
        }
    }

    /// Made once: no metric but the connections' is looked at.
    private let registry = Registry(loops: 1)

    @Test(arguments: [false, true])
    func everyRequestThatReachedItsEndpointEndsOnce(inTurnsOfTheirOwn: Bool) {
        let metrics = HTTPMetrics(registry)
        Event.forEachOrder { order in
            let open = OpenResponse()
            var reached = 0
            let route = open.route(opens: false)
            let counted = Route(.get, "/open", needs: nil) { request, writer in
                reached += 1
                route.endpoint(request, writer)
            }
            let server = TestServer(routes: [counted], registry: registry, metrics: metrics)
            server.stream.window = 100
            for event in order {
                apply(event, to: open, of: server)
                if inTurnsOfTheirOwn { server.simulated.settle() }
            }
            check(open, of: server, after: order)
            #expect(server.exchanges.count == reached, "\(order)")
        }
        #expect(
            TestServer(registry: registry, metrics: metrics).metric("penstock_http_connections_active") == 1
        )
    }

    private func apply(_ event: Event, to open: OpenResponse, of server: TestServer) {
        switch event {
        case .requestArrives, .nextRequestArrives: server.stream.send(OpenResponse.request)
        case .endpointWaits: open.wait()
        case .endpointAnswers: open.drop()
        case .clientEnds: server.stream.end()
        case .clientResets: server.stream.reset()
        case .windowOpens: server.stream.open(window: .max)
        case .serviceDrains: server.service.drain()
        }
    }

    private func check(_ open: OpenResponse, of server: TestServer, after order: [Event]) {
        server.stream.open(window: .max)
        server.simulated.settle()
        // The first answer may have let a kept request through, whose endpoint has not answered yet.
        for _ in 0..<2 {
            open.drop()
            server.simulated.settle()
        }
        let answers = ParsedResponse.parse(server.stream.take()).count { $0.isWhole && $0.status == 500 }
        let answered = server.exchanges.count { $0.ending == Exchange.complete }
        if !order.contains(.clientResets) { #expect(answers >= answered, "\(order)") }
        #expect(open.endings.count <= 1, "\(order)")
        server.advance(.seconds(100))
        #expect(server.stream.isClosed, "\(order)")
        #expect(server.service.connectionCount == 0, "\(order)")
        #expect(server.released.count == 1, "\(order)")
        #expect(server.simulated.loop.timerCount == 0, "\(order)")
    }
}
