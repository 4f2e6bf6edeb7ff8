/// Receives a response, on the loop: the head once, its bytes, and always one end.
///
/// It may start, pause, resume and cancel transfers from each of these calls.
package protocol HTTPTransferObserver: AnyObject {
    func transferReceivedHead(_ head: HTTPResponseHead)
    /// Bytes of the body, framing removed; they are only lent.
    func transferReceived(_ bytes: Span<UInt8>)
    /// The last call, also after `cancel`, and never from inside `start` or `cancel`.
    func transferEnded(_ end: HTTPTransferEnd)
}
