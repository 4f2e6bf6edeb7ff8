import EventLoops
import HTTPClient
import Metrics
import Platform
import Simulation

/// A client on a real loop with its own thread, asking a resolver that knows the tests' names.
final class ClientLoop: Sendable {
    let registry = Registry(loops: 1)
    let thread: LoopThread
    private let client: LoopBound<HTTPClient>
    private let held = Held()

    /// The client, for what asks on its loop.
    private final class Held: @unchecked Sendable {
        // @unchecked: touched on the loop only.
        var client: HTTPClient?
    }

    /// Knows `server.test`, and names that show what resolvers do wrong; asks the system for `localhost`.
    private final class TestLookup: NameLookup {
        private let loop: EventLoop
        private let system: SystemNameLookup

        init(_ thread: LoopThread) {
            loop = thread.loop
            system = SystemNameLookup(on: thread)
        }

        func findAddresses(of name: String, _ answer: @escaping (Result<[PeerAddress], NameFault>) -> Void) {
            let local = PeerAddress.ipv4(0x7F00_0001)
            let found: Result<[PeerAddress], NameFault>
            switch name {
            case "server.test": found = .success([local])
            // Where nobody listens, and then where somebody may.
            case "two.test": found = .success([.ipv4(0x7F00_0002), local])
            case "slow.test": return
            case "localhost": return system.findAddresses(of: name, answer)
            default: found = .failure(.unknown)
            }
            loop.atEndOfTurn { answer(found) }
        }
    }

    init(
        patience: Duration = .seconds(20),
        _ change: @Sendable (inout HTTPClientSettings) -> Void = { _ in }
    ) {
        var settings = HTTPClientSettings()
        change(&settings)
        let registry = registry
        let shard = registry.shard(ofLoop: 0)
        let thread = LoopThread(index: 0, shard: shard, time: SystemClock(), random: SystemRandomness())
        self.thread = thread
        thread.start()
        client = LoopBound(on: thread.loop) { [settings, held] in
            var bounds = NameResolver.Bounds()
            bounds.patience = patience
            let resolver = NameResolver(
                on: thread.loop,
                TestLookup(thread),
                bounds: bounds,
                metrics: NameResolverMetrics(registry)
            )
            let metrics = HTTPClientMetrics(registry, openTelemetry: true)
            let client = HTTPClient(on: thread, settings, resolver: resolver, metrics: metrics)
            held.client = client
            return client
        }
    }

    func start(_ request: HTTPClientRequest, _ recorder: Recorder) {
        client.run { client in
            recorder.transfer = client.start(request, recorder)
        }
    }

    /// Starts from inside an observer.
    func startNow(_ request: HTTPClientRequest, _ recorder: Recorder) {
        recorder.transfer = held.client?.start(request, recorder)
    }

    /// One exchange from its start to its end.
    func run(_ request: HTTPClientRequest, _ recorder: Recorder = Recorder()) -> Recorder.Record {
        start(request, recorder)
        recorder.ended.wait()
        return recorder.now
    }

    /// Runs something on the loop and waits until that turn is over.
    func onLoop(_ body: @escaping @Sendable () -> Void) {
        let done = Semaphore()
        let loop = thread.loop
        loop.execute {
            body()
            loop.atEndOfTurn { done.signal() }
        }
        done.wait()
    }

    /// Deadlines that are set on the loop.
    var timers: Int {
        let count = Lock(0)
        let loop = thread.loop
        onLoop { count.withLock { $0 = loop.timerCount } }
        return count.withLock { $0 }
    }

    func metric(_ name: String, _ labels: String...) -> Double {
        let scrape = Scrape(registry)
        return labels.isEmpty ? scrape.sum(name) : scrape.sum(name, labels[0])
    }

    func close() {
        client.run { $0.close() }
        onLoop {}
    }

    func stop() {
        close()
        onLoop { self.held.client = nil }
        client.release()
        thread.stop()
        thread.join()
    }
}

extension HTTPClientRequest {
    /// With deadlines short enough for a test, and long enough for a busy machine.
    init(
        _ method: String = "GET",
        port: UInt16,
        host: String = "127.0.0.1",
        path: String = "/",
        body: String = ""
    ) {
        // A test's own URL is one.
        guard let url = try? UpstreamURL("http://\(host):\(port)\(path)") else { preconditionFailure() }
        self.init(method, url, body: Array(body.utf8))
        timeouts.connect = .seconds(20)
        timeouts.firstByte = .seconds(20)
        timeouts.idle = .seconds(20)
        timeouts.total = .seconds(40)
    }
}
