internal import CUV
internal import Glibc

/// A descriptor on which connections arrive: bound here, or inherited from the service manager.
package struct ListeningSocket: Sendable {
    let descriptor: CInt
    /// Where it listens, with the port that the kernel chose if 0 was asked for.
    package let address: BindAddress

    /// Why there can be no listener, in a sentence for the operator.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// Connections that wait to be accepted; the kernel cuts it to `net.core.somaxconn`.
    private static let backlog: CInt = 4_096

    /// Binds and listens.
    package init(binding address: BindAddress) throws(Fault) {
        let storage: sockaddr_storage
        let length: socklen_t
        do throws(BindAddress.Fault) {
            (storage, length) = try address.resolve()
        } catch {
            throw Fault(description: "cannot listen on \(address): \(error.description)")
        }
        if case .unix(let path) = address { try Self.removeStale(path, storage, length) }
        let family = CInt(storage.ss_family)
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw Self.fault(address, errno) }
        Self.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if family == AF_INET6 { Self.set(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        let status = unsafe Self.withAddress(storage) { unsafe bind(descriptor, $0, length) }
        guard status == 0, listen(descriptor, Self.backlog) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw Self.fault(address, reason)
        }
        self.descriptor = descriptor
        self.address = Self.bound(descriptor, as: address)
        setOptions()
    }

    /// Takes a descriptor that already listens, such as one from the service manager.
    package init(inheriting descriptor: CInt) throws(Fault) {
        var accepts: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &length)
        guard status == 0, accepts == 1 else {
            throw Fault(description: "inherited descriptor \(descriptor) is not a listening socket")
        }
        self.descriptor = descriptor
        address = Self.bound(descriptor, as: .unix(path: "inherited"))
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        setOptions()
    }

    /// Whether only processes of this machine can connect.
    package var isLoopback: Bool {
        guard case .tcp = address, let bound = try? address.resolve() else { return true }
        return PeerAddress(bound.0).isLoopback
    }

    /// Stops listening for good; what waits in the backlog is refused.
    package func close(removingFile: Bool = false) {
        Glibc.close(descriptor)
        if removingFile, case .unix(let path) = address { unsafe unlink(path) }
    }

    /// Set once here: accepted sockets inherit them.
    private func setOptions() {
        guard case .tcp = address else { return }
        let tcp = CInt(IPPROTO_TCP)
        Self.set(descriptor, tcp, TCP_NODELAY, 1)
        // A peer that vanished without a word is noticed within 25 s, idle or not: probes after 10 s of silence,
        // three of them 5 s apart; and sent bytes may stay unacknowledged for as long.
        Self.set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        Self.set(descriptor, tcp, TCP_KEEPIDLE, 10)
        Self.set(descriptor, tcp, TCP_KEEPINTVL, 5)
        Self.set(descriptor, tcp, TCP_KEEPCNT, 3)
        Self.set(descriptor, tcp, TCP_USER_TIMEOUT, 25_000)
    }

    private static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Removes a socket file that no process listens on any more.
    private static func removeStale(
        _ path: String,
        _ storage: sockaddr_storage,
        _ length: socklen_t
    ) throws(Fault) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw Fault(description: "cannot listen on unix:\(path): a file that is no socket stands there")
        }
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(probe) }
        guard unsafe withAddress(storage, { unsafe connect(probe, $0, length) }) != 0 else {
            throw fault(.unix(path: path), EADDRINUSE)
        }
        unsafe unlink(path)
    }

    private static func fault(_ address: BindAddress, _ reason: CInt) -> Fault {
        let text =
            switch reason {
            case EADDRINUSE: "another process listens there; stop it, or choose another with --listen"
            case EACCES: "no permission; ports below 1024 need a socket from the service manager"
            case EADDRNOTAVAIL: "this machine has no such address"
            default: unsafe String(cString: strerror(reason))
            }
        return Fault(description: "cannot listen on \(address): \(text)")
    }

    private static func bound(_ descriptor: CInt, as address: BindAddress) -> BindAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        let family = CInt(storage.ss_family)
        guard status == 0, family == AF_INET || family == AF_INET6 else { return address }
        // The port stands at the same place in both.
        let port = unsafe withUnsafeBytes(of: storage) { bytes in
            UInt16(bigEndian: unsafe bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        if case .tcp(let host, _) = address { return .tcp(host: host, port: port) }
        return .tcp(host: PeerAddress(storage).description, port: port)
    }

    private static func withAddress<Result>(
        _ storage: sockaddr_storage,
        _ body: (UnsafePointer<sockaddr>) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }
}
