/// One exchange that is under way.
package protocol UpstreamTransfer: AnyObject {
    /// Whether the request is on its way: the other server may have begun to work on it.
    var isSent: Bool { get }

    /// No bytes are told of from now on; the kernel's buffers fill and the server waits. The end may still come.
    func pause()

    /// Bytes are told of again, from the end of this turn on.
    func resume()

    /// Ends the exchange at the end of this turn; until then its observer hears nothing more, then `transferEnded`.
    func cancel()
}
