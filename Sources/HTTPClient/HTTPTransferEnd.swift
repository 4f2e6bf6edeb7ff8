/// How a transfer ended.
package enum HTTPTransferEnd: Equatable, Sendable {
    /// The response was received whole.
    case complete
    case failed(HTTPClientFault)
}
