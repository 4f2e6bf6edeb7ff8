/// What one client may use.
package struct HTTPClientSettings: Sendable {
    /// Transfers at a time: each has a connection of its own, unless it is HTTP/2, and some 50 KB of buffers.
    package var transfersMax = 2_048
    /// Connections that are open, in use or kept for the next request, before idle ones are closed: with fewer than there
    /// are calls at a time, each call would pay for a connection of its own.
    package var connectionsKeptMax = 1_024
    /// How long such a connection is trusted: less than servers and the boxes in between commonly keep them.
    package var idleConnectionAge = Duration.seconds(50)

    package init() {}
}
