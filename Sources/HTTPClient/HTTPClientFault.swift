/// Why a transfer did not come to its proper end.
package struct HTTPClientFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong: closed, so that whoever acts on it misses no case.
    package enum Kind: String, CaseIterable, Sendable {
        /// The request itself cannot be sent.
        case invalidRequest = "invalid_request"
        /// This client has as many transfers as it may.
        case overloaded
        /// The server's name has no address, or none was told in time.
        case nameResolution = "name_resolution"
        /// No connection: refused, unreachable, or a proxy that would not.
        case connection
        /// No trusted connection: an unknown or wrong certificate, or no common protocol.
        case tls
        case connectTimeout = "connect_timeout"
        case firstByteTimeout = "first_byte_timeout"
        case idleTimeout = "idle_timeout"
        case totalTimeout = "total_timeout"
        /// The connection ended before the response did.
        case cut
        /// What came is not HTTP.
        case protocolViolation = "protocol"
        /// The response's head or body is larger than it may be.
        case tooLarge = "too_large"
        /// Asked for by `cancel`, or because the client was closed.
        case cancelled
        /// None of these: curl's own trouble.
        case other
    }

    package let kind: Kind
    /// In words, for a log.
    package let detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    package var description: String { "\(kind.rawValue): \(detail)" }
}
