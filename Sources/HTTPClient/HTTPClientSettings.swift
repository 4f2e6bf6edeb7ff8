/// What one client may use, and whom it believes.
package struct HTTPClientSettings: Sendable {
    /// Transfers at a time: each has a connection of its own and some 50 KB of buffers.
    package var transfersMax = 256
    /// Connections that are kept open for the next request, beside those in use.
    package var idleConnectionsMax = 64
    /// How long such a connection is trusted: less than servers and the boxes in between commonly keep them.
    package var idleConnectionAge = Duration.seconds(50)
    /// A file of certificates (PEM): who may vouch for servers.
    package var authorities = "/etc/ssl/certs/ca-certificates.crt"
    /// Through whom servers are reached; the environment's variables are not looked at.
    package var proxy: UpstreamURL?
    package var version = Version.http1

    package enum Version: Sendable {
        case http1
        /// HTTP/2 where TLS agrees on it, otherwise HTTP/1.1.
        case http2
    }

    package init() {}
}
