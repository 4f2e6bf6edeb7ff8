/// How an event stream ended: exactly one for each that was established.
package enum StreamEnding: String, CaseIterable, Sendable {
    /// A terminal event was delivered, whatever it said.
    case complete
    /// The client closed or reset the connection first.
    case clientDisconnect = "client_disconnect"
    /// The client fell further behind than is kept for it.
    case slowConsumer = "slow_consumer"
    /// The client took no byte for the whole write time.
    case writeTimeout = "write_timeout"
    /// The server is going down.
    case serverShutdown = "server_shutdown"
    /// The server gave the stream up for a reason of its own.
    case serverError = "server_error"
    /// The generation was called off by somebody who may.
    case cancelled

    /// Whether somebody who was reading did not get the end: everything but what was finished or called off.
    package var isDrop: Bool { self != .complete && self != .cancelled }
}
