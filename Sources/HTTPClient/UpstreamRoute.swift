/// How another server is reached, and who may vouch for it; connections are shared only by requests of one route.
package struct UpstreamRoute: Equatable, Sendable {
    /// A file of certificates (PEM): who may vouch for servers.
    package var authorities = "/etc/ssl/certs/ca-certificates.crt"
    /// Through whom the server is reached; the environment's variables are not looked at.
    package var proxy: UpstreamURL?
    package var version = Version.http1

    package enum Version: Sendable {
        case http1
        /// HTTP/2 where TLS agrees on it, otherwise HTTP/1.1.
        case http2
    }

    package init() {}
}
