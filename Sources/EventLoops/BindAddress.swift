internal import CUV
internal import Glibc

/// Where a server listens: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `unix:/run/penstock.sock`.
package enum BindAddress: Equatable, Sendable, CustomStringConvertible {
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// Why a text is no address.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ text: String) throws(Fault) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            // `sun_path` holds 108 bytes, its end included (unix(7)).
            guard path.hasPrefix("/"), path.utf8.count < 108 else {
                throw Fault(description: "\(text): a UNIX socket needs an absolute path of at most 107 bytes")
            }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Fault(description: "\(text): expected HOST:PORT, [IPV6]:PORT or unix:/PATH")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Fault(description: "\(text): an IPv6 address stands in brackets, as in [::1]:\(port)")
        }
        guard !host.isEmpty else {
            throw Fault(description: "\(text): name the address to listen on, such as 127.0.0.1:\(port)")
        }
        self = .tcp(host: String(host), port: port)
    }

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The socket address to bind, resolved if it is a name.
    func resolve() throws(Fault) -> (sockaddr_storage, socklen_t) {
        switch self {
        case .tcp(let host, let port): try Self.resolve(host: host, port: port)
        case .unix(let path): Self.local(path)
        }
    }

    private static func resolve(host: String, port: UInt16) throws(Fault) -> (sockaddr_storage, socklen_t) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let first = unsafe found, let address = unsafe first.pointee.ai_addr else {
            let reason = unsafe String(cString: gai_strerror(status))
            throw Fault(description: "\(host): \(reason)")
        }
        defer { unsafe freeaddrinfo(found) }
        var storage = sockaddr_storage()
        let length = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
        return (storage, length)
    }

    private static func local(_ path: String) -> (sockaddr_storage, socklen_t) {
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(AF_UNIX)
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            for (index, byte) in path.utf8.enumerated() { unsafe bytes[offset + index] = byte }
        }
        return (storage, socklen_t(offset + path.utf8.count + 1))
    }
}
