/// How much of each thing one connection, or one peer, may ask of the server.
///
/// Each bound that is hit is counted under its name in `penstock_http_bounds_hit_total`.
package struct ConnectionBounds: Sendable {
    /// Request target: what browsers and proxies agree on; 414 beyond.
    package var targetBytes = 8 * 1_024
    /// Header fields of one request; 431 beyond.
    package var headerCount = 100
    /// Names and values of all header fields together; 431 beyond.
    package var headerBytes = 32 * 1_024
    /// Request body, unless a route says otherwise: a long brief with its attachments as text; 413 beyond.
    package var bodyBytes = 1 << 20
    /// Sizes, extensions and trailers around a chunked body, so that framing cannot outweigh content; 413 beyond.
    package var chunkFramingBytes = 64 * 1_024
    /// From a request's first byte to the end of its head; a slow client is answered 408.
    package var headTime = Duration.seconds(10)
    /// From the end of the head to the end of the body; 408 beyond.
    package var bodyTime = Duration.seconds(30)
    /// Between two requests of one connection: above the 60 s at which load balancers let go first.
    package var idleTime = Duration.seconds(75)
    /// What a client may send behind a request that is still being answered; the rest is discarded, and the
    /// connection closed behind the response.
    package var pipelinedBytes = 64 * 1_024
    /// Without the peer taking a single byte of what waits for it.
    package var writeTime = Duration.seconds(30)
    /// What a response may be ahead of its reader: enough for a burst, little enough for thousands of slow readers.
    package var unsentBytes = 64 * 1_024
    /// After a refused request: discarding what the client is still sending, so that it gets to read the answer.
    package var lingerTime = Duration.seconds(2)
    package var lingerBytes = 1 << 20
    /// Connections of the whole process; 503 beyond.
    package var connections = 20_000
    /// Connections of one peer address, UNIX sockets exempt; 429 beyond.
    package var connectionsPerAddress = 20_000

    package init() {}

    /// The names under which hits are counted.
    package enum Name: String, CaseIterable, Sendable {
        case target
        /// A request's own id that was replaced: too long, with other characters, or one of several.
        case requestID = "request_id"
        /// What a client accepts, at such length that it is taken for anything.
        case accept
        case headerCount = "header_count"
        case headerBytes = "header_bytes"
        case body
        case chunkFraming = "chunk_framing"
        case headTime = "head_time"
        case bodyTime = "body_time"
        case idleTime = "idle_time"
        case pipelined
        case writeTime = "write_time"
        case unsent
        case linger
        case connections
        case connectionsPerAddress = "connections_per_address"
        case descriptors
    }
}
