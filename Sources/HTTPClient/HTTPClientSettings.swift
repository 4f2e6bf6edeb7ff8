/// What one client may use.
package struct HTTPClientSettings: Sendable {
    /// Transfers at a time: each has a connection of its own, unless it is HTTP/2, and some 50 KB of buffers.
    package var transfersMax = 2_048
    /// Connections that are kept open for the next request, beside those in use.
    package var idleConnectionsMax = 64
    /// How long such a connection is trusted: less than servers and the boxes in between commonly keep them.
    package var idleConnectionAge = Duration.seconds(50)

    package init() {}
}
