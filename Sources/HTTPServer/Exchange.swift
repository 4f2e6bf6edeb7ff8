package import Authentication
package import EventLoops
internal import Platform
package import Tracing

/// One request and its answer, once it is over: what the access log and the metrics are told.
package struct Exchange: Sendable {
    package let requestID: RequestID
    package let trace: TraceContext?
    package let method: Method
    /// The route's template; nil if none matched or the request was refused before.
    package let route: String?
    package let path: String
    package let peer: PeerAddress
    package let caller: Caller
    package let status: Status
    package let duration: Duration
    package let bytesSent: Int
    /// How the response ended, in a word.
    package let ending: String

    /// What its endpoint had to say about it, for the log.
    package let notes: [(name: StaticString, value: String)]

    /// The ending of a response that was given as its route meant it.
    package static let complete = "complete"
}
