internal import Bytes

/// The body of a response that is sent in pieces: what is appended during a turn leaves in one write at its end.
///
/// Dropped without `finish`, it takes the connection with it, so that a client never mistakes a cut body for a
/// whole one.
package struct ResponseBody: ~Copyable {
    private let connection: Connection
    private let exchange: Int

    init(_ connection: Connection, exchange: Int) {
        self.connection = connection
        self.exchange = exchange
    }

    deinit {
        connection.bodyDropped(exchange)
    }

    /// Bytes that may still be appended before the reader has to catch up; what is appended beyond is sent too.
    package var room: Int { connection.room }

    package func append(_ bytes: Span<UInt8>) {
        connection.appendBody(bytes)
    }

    /// Ends the body; the observer is told when it has been delivered.
    ///
    /// - Parameter ending: What the access log then calls it.
    package consuming func finish(as ending: String = Exchange.complete) {
        connection.ending = ending
        connection.endResponse()
    }

    /// Gives the response up: closes the connection without ending the body.
    package consuming func abort(as ending: String = "aborted") {
        connection.ending = ending
        connection.abortResponse()
    }
}
