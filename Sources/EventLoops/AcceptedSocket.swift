internal import Glibc

/// A connection that was accepted and has not found its loop yet.
package struct AcceptedSocket: Sendable {
    let descriptor: CInt
    package let peer: PeerAddress

    /// Turns the peer away before anything was read, with a few words if there is room for them.
    package func refuse(_ words: StaticString = "") {
        _ = unsafe send(descriptor, words.utf8Start, words.utf8CodeUnitCount, CInt(MSG_NOSIGNAL))
        close(descriptor)
    }
}
