import Bytes
import Glibc
import HTTPServer
import Metrics
import Platform

@testable import EventLoops

/// A service on a real loop, and clients on real sockets.
final class RealServer: Sendable {
    enum Kind: CaseIterable, Sendable {
        case tcp
        case unix
    }

    private let thread: LoopThread
    private let service: LoopBound<HTTPService>
    private let record = Record()
    private let clients = Lock<[CInt]>([])

    /// What the service told about.
    private final class Record: Sendable {
        let exchanges = Lock<[Exchange]>([])
        let exchangeEnded = Semaphore()
        let connectionEnded = Semaphore()
    }

    init(_ routes: @escaping @Sendable () -> [Route]) {
        let registry = Registry(loops: 1)
        let shard = registry.shard(ofLoop: 0)
        thread = LoopThread(index: 0, shard: shard, time: SystemClock(), random: SystemRandomness())
        thread.start()
        let record = record
        let loop = thread.loop
        service = LoopBound(on: loop) {
            let service = HTTPService(
                on: loop,
                bounds: ConnectionBounds(),
                metrics: HTTPMetrics(registry),
                ended: { exchange in
                    record.exchanges.withLock { $0.append(exchange) }
                    record.exchangeEnded.signal()
                },
                released: { _ in record.connectionEnded.signal() }
            )
            service.setRoutes(routes())
            return service
        }
    }

    /// A connected client's descriptor.
    func connect(_ kind: Kind) -> CInt {
        let (client, server) = kind == .tcp ? Self.tcpPair() : Self.unixPair()
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        clients.withLock { $0.append(client) }
        let accepted = AcceptedSocket(
            descriptor: server,
            peer: kind == .tcp ? .ipv4(0x7F00_0001) : .local
        )
        let thread = thread
        service.run { service in
            guard let stream = SocketStream(adopting: accepted, on: thread) else { return }
            service.serve(stream, from: accepted.peer)
        }
        return client
    }

    /// Waits until that many exchanges have ended.
    func ended(_ count: Int) -> [Exchange] {
        for _ in 0..<count { record.exchangeEnded.wait() }
        return record.exchanges.withLock { $0 }
    }

    /// Closes everything, and waits until it is closed.
    func stop() {
        service.run { $0.close() }
        let count = clients.withLock { $0.count }
        for _ in 0..<count { record.connectionEnded.wait() }
        service.release()
        thread.stop()
        thread.join()
    }

    private static func unixPair() -> (client: CInt, server: CInt) {
        var pair: [CInt] = [0, 0]
        precondition(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair) == 0)
        return (pair[0], pair[1])
    }

    private static func tcpPair() -> (client: CInt, server: CInt) {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | listen(listener, 1)
                    | getsockname(listener, address, &length) | Glibc.connect(client, address, length)
            }
        }
        precondition(status == 0, "a listener of its own can always be connected to")
        return (client, accept(listener, nil, nil))
    }
}
