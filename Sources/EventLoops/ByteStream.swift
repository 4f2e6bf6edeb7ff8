package import Bytes

/// One accepted connection as bytes in and bytes out: the stream seam, TCP or UNIX in production and simulated
/// in tests.
///
/// Belongs to one loop and is called on its thread only. It calls its observer from the loop, never from inside one
/// of its own methods, and not again after `closed`.
package protocol ByteStream: AnyObject {
    /// Begins to read; an observer is told of everything that arrives until `pauseReading`.
    func startReading(_ observer: any ByteStreamObserver)

    /// Stops reading, so that the kernel's buffers fill and the peer waits; its leaving is then not noticed either.
    func pauseReading()

    /// Sends what it can of `buffer` at once and keeps the rest, leaving `buffer` empty.
    ///
    /// Not to be called again before `drained` when it answers `.blocked`.
    func write(_ buffer: inout ByteBuffer) -> WriteOutcome

    /// Bytes that were accepted by `write` but not yet by the kernel.
    var unsentBytes: Int { get }

    /// Bytes that the peer's kernel has not acknowledged, as far as that can be known.
    var unacknowledgedBytes: Int { get }

    /// Sends the end of the stream behind what was written and goes on reading.
    func endWriting()

    /// Closes at once; `resets` tells the peer that something was lost.
    func close(resets: Bool)
}

/// What became of a write.
package enum WriteOutcome: Equatable, Sendable {
    /// The kernel has all of it.
    case sent
    /// The socket is full; `drained` will follow.
    case blocked
    /// The peer is gone; `failed` will not follow.
    case failed
}

/// Receives what a stream has to tell, on its loop.
package protocol ByteStreamObserver: AnyObject {
    /// Bytes arrived; they are only lent.
    func received(_ bytes: Span<UInt8>)
    /// The peer will send no more; it may still read.
    func ended()
    /// The connection broke.
    func failed()
    /// Everything that was blocked has been sent.
    func drained()
    /// The stream is gone and may be forgotten.
    func closed()
}
