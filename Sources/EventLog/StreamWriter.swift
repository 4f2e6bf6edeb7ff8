package import HTTPServer

/// Where a subscription writes to: a stream on the same loop, or the near end of one on another.
package protocol StreamWriter: AnyObject {
    var isOpen: Bool { get }
    /// Bytes that may be sent before the reader has to catch up.
    var room: Int { get }

    /// Says who is told when there is room again, and how it ended.
    func observe(by observer: any EventStreamObserver)

    /// Sends whole blocks that hold `events` events.
    func send(_ blocks: Span<UInt8>, events: Int)

    /// Ends the stream behind what was sent.
    func finish(_ ending: StreamEnding)

    /// Gives the stream up.
    func cut(_ ending: StreamEnding)
}

extension EventStreamWriter: StreamWriter {}
