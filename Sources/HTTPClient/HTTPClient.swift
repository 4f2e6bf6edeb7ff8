internal import CCurl
package import EventLoops
internal import Metrics
internal import Platform

/// Requests to other servers from one loop, by libcurl.
///
/// It must be closed before it is let go of: curl holds addresses of its objects.
@safe package final class HTTPClient: UpstreamClient {
    let loop: EventLoop
    let settings: HTTPClientSettings
    let resolver: NameResolver
    private let metrics: HTTPClientMetrics
    /// Transfers that curl knows, by the addresses that it knows them by.
    private var transfers: [UInt: HTTPTransfer] = [:]
    /// Transfers that have begun and not ended, in curl or still without a connection.
    private var active: [ObjectIdentifier: HTTPTransfer] = [:]
    private var isClosed = false
    /// Nil until something is asked: a server whose models need no network does without curl.
    private var multi: CurlMulti?
    private let thread: LoopThread

    /// Sets it up, on the loop.
    package init(
        on thread: LoopThread,
        _ settings: HTTPClientSettings = HTTPClientSettings(),
        resolver: NameResolver,
        metrics: HTTPClientMetrics
    ) {
        thread.loop.preconditionOnLoop()
        self.thread = thread
        loop = thread.loop
        self.settings = settings
        self.resolver = resolver
        self.metrics = metrics
    }

    @discardableResult
    package func start(
        _ request: HTTPClientRequest,
        _ observer: any HTTPTransferObserver
    ) -> any UpstreamTransfer {
        loop.preconditionOnLoop()
        let transfer = HTTPTransfer(request, observer, of: self)
        let isRefused = active.count >= settings.transfersMax
        if isRefused { hit(.transfers) }
        if !isRefused { active[ObjectIdentifier(transfer)] = transfer }
        metrics.transfersActive.increment(on: loop.shard)
        loop.atEndOfTurn {
            if self.isClosed {
                transfer.end(.failed(HTTPClientFault(.cancelled, "the client is closed")))
            } else if isRefused {
                let words = "\(self.settings.transfersMax) transfers are under way"
                transfer.end(.failed(HTTPClientFault(.overloaded, words)))
            } else {
                transfer.begin()
            }
        }
        return transfer
    }

    /// Ends everything at the end of this turn, and with it the connections; what is started later is refused.
    package func close() {
        loop.preconditionOnLoop()
        loop.atEndOfTurn {
            guard !self.isClosed else { return }
            self.isClosed = true
            for transfer in self.active.values {
                transfer.end(.failed(HTTPClientFault(.cancelled, "the client was closed")))
            }
            self.multi?.close()
        }
    }

    // MARK: For its transfers

    func add(_ easy: borrowing EasyHandle, _ transfer: HTTPTransfer) {
        transfers[easy.id] = transfer
        let multi = multi ?? begin()
        self.multi = multi
        multi.add(easy)
    }

    private func begin() -> CurlMulti {
        CurlMulti(
            on: thread,
            connectionsKeptMax: settings.connectionsKeptMax,
            metrics: metrics,
            ended: { [unowned self] easy, code in transfers[easy]?.curlEnded(code) }
        )
    }

    func remove(_ easy: borrowing EasyHandle) {
        multi?.remove(easy)
        transfers[easy.id] = nil
    }

    func openSocket(_ address: curl_sockaddr) -> CInt {
        multi?.open(address) ?? CURL_SOCKET_BAD
    }

    func countConnections() {
        multi?.dropClosedSockets()
    }

    func ended(_ transfer: HTTPTransfer, _ end: HTTPTransferEnd) {
        active[ObjectIdentifier(transfer)] = nil
        metrics.transfersActive.decrement(on: loop.shard)
        metrics.count(
            end,
            of: transfer.request,
            status: transfer.status,
            after: transfer.began.duration(to: loop.time.now()),
            on: loop.shard
        )
    }

    func hit(_ bound: HTTPClientMetrics.Bound) {
        metrics.hit(bound, on: loop.shard)
    }
}
