/// Is told what becomes of a response that takes its time; on the loop, never from inside a call to the response.
package protocol ResponseObserver: AnyObject {
    /// Everything appended so far has been sent, after it had been more than the socket took.
    func responseDrained()
    /// The response is over, in this way; nothing follows.
    func responseEnded(_ ending: ResponseEnding)
}

/// How a response ended.
package enum ResponseEnding: String, Sendable {
    /// Its last byte was sent and not refused.
    case delivered
    /// The client closed or reset the connection before that.
    case clientLeft = "client_disconnect"
    /// The client took no byte for the whole write time.
    case writeTimeout = "write_timeout"
    /// The server gave it up.
    case aborted
}
