/// What a peer is told whose connection is not even read, because there are too many.
package enum ConnectionRefusal {
    package static func words(for bound: ConnectionBounds.Name) -> StaticString {
        bound == .connectionsPerAddress
            ? "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            : "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    }
}
