/// Why a name has no address.
package enum NameFault: Error, Equatable, Sendable {
    /// There is no such name, or it has no address.
    case unknown
    /// The resolver could not tell; the reason is in its words.
    case failed(String)
    /// No answer within the deadline.
    case timedOut
    /// Too many names are being looked up already.
    case overloaded
}
