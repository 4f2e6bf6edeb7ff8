internal import CUV
internal import Glibc

/// Who is at the other end: what limits per address are counted by.
package enum PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// In network order, as a number.
    case ipv4(UInt32)
    case ipv6(UInt64, UInt64)
    /// A process of the same machine, through a UNIX socket.
    case local

    package var description: String {
        switch self {
        case .ipv4(let address):
            return (0..<4).map { String(address >> (24 - 8 * UInt32($0)) & 0xFF) }.joined(separator: ".")
        case .ipv6(let high, let low):
            var address = in6_addr()
            unsafe withUnsafeMutableBytes(of: &address) { bytes in
                unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
                unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
                text in
                unsafe inet_ntop(AF_INET6, &address, text.baseAddress, socklen_t(text.count))
                return unsafe text.baseAddress.map { unsafe String(cString: $0) } ?? ""
            }
        case .local:
            return "local"
        }
    }

    package var isLoopback: Bool {
        switch self {
        case .ipv4(let address): address >> 24 == 127
        case .ipv6(let high, let low):
            high == 0 && (low == 1 || (low >> 32 == 0xFFFF && low >> 24 & 0xFF == 127))
        case .local: true
        }
    }

    /// Reads what `accept4` or `getpeername` filled in.
    init(_ storage: sockaddr_storage) {
        self = unsafe withUnsafeBytes(of: storage) { bytes in
            switch CInt(storage.ss_family) {
            case AF_INET:
                let address = unsafe bytes.load(as: sockaddr_in.self).sin_addr.s_addr
                return .ipv4(UInt32(bigEndian: address))
            case AF_INET6:
                let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
                let high = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let low = unsafe bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
                return .ipv6(UInt64(bigEndian: high), UInt64(bigEndian: low))
            default:
                return .local
            }
        }
    }
}
