/// How a transfer ended.
package enum HTTPTransferEnd: Equatable, Sendable {
    /// The response was received whole.
    case complete
    case failed(HTTPClientFault)

    /// Every outcome that there is, as metrics name them.
    static let outcomes = ["complete"] + HTTPClientFault.Kind.allCases.map(\.rawValue)

    var outcome: String {
        switch self {
        case .complete: "complete"
        case .failed(let fault): fault.kind.rawValue
        }
    }
}
