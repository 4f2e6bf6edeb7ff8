import EventLoops
import HTTPClient

/// Other servers without a network: what is asked of them waits here until the test answers.
public final class SimulatedUpstream: UpstreamClient {
    private let loop: EventLoop
    /// Every exchange that was started, in order.
    public private(set) var exchanges: [SimulatedExchange] = []

    package init(on loop: EventLoop) {
        self.loop = loop
    }

    @discardableResult
    package func start(
        _ request: HTTPClientRequest,
        _ observer: any HTTPTransferObserver
    ) -> any UpstreamTransfer {
        let exchange = SimulatedExchange(request, observer, on: loop)
        exchanges.append(exchange)
        return exchange
    }
}
