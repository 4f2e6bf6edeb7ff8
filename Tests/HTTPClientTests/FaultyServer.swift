import Glibc
import Platform

/// A server on loopback that does to each connection what its script says, each on a thread of its own.
final class FaultyServer: Sendable {
    let port: UInt16
    private let listener: CInt
    private let script: @Sendable (ServerConnection) -> Void
    private let threads = Lock<[Thread]>([])
    private let connections = Lock(0)

    /// How often somebody connected.
    var connectionCount: Int { connections.withLock { $0 } }

    init(_ script: @escaping @Sendable (ServerConnection) -> Void) {
        self.script = script
        (listener, port) = Self.listen(backlog: 512)
        let listener = listener
        let accepting = Thread(named: "accept") { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                guard let self else {
                    close(descriptor)
                    return
                }
                serve(descriptor)
            }
        }
        threads.withLock { $0.append(accepting) }
    }

    private func serve(_ descriptor: CInt) {
        connections.withLock { $0 += 1 }
        let script = script
        let thread = Thread(named: "connection") {
            let connection = ServerConnection(descriptor)
            script(connection)
            connection.close()
        }
        threads.withLock { $0.append(thread) }
    }

    /// Waits for every script to end: its client has gone by now.
    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
        while let thread = threads.withLock({ $0.popLast() }) { thread.join() }
        close(listener)
    }

    /// How many descriptors of this process are an end of a connection to this server.
    var openEnds: Int {
        guard let directory = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let descriptor = CInt(name) else { continue }
            if Self.port(of: descriptor, getpeername) == port
                || Self.port(of: descriptor, getsockname) == port
            {
                count += 1
            }
        }
        return count
    }

    /// A port at which connecting neither succeeds nor fails, because nobody takes what waits there.
    static func withBlackHole(_ body: (UInt16) throws -> Void) rethrows {
        let (listener, port) = listen(backlog: 0)
        // The backlog takes one more than it says; the rest stays unanswered.
        let waiting = (0..<4).map { _ in
            let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            withAddress(port) { _ = connect(descriptor, $0, $1) }
            return descriptor
        }
        defer {
            for descriptor in waiting + [listener] { close(descriptor) }
        }
        try body(port)
    }

    /// A port where nobody listens.
    static func refusingPort() -> UInt16 {
        let (listener, port) = listen(backlog: 1)
        close(listener)
        return port
    }

    private static func listen(backlog: CInt) -> (CInt, UInt16) {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var bound: CInt = -1
        withAddress(0) { bound = bind(listener, $0, $1) }
        precondition(bound == 0 && Glibc.listen(listener, backlog) == 0)
        return (listener, port(of: listener, getsockname) ?? 0)
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func port(
        of descriptor: CInt,
        _ ask: (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
    ) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
        }
        guard status == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}
