/// Why a request was refused before any route saw it; the connection is closed after the answer.
package enum RequestFault: Error, Equatable, Sendable {
    /// Not HTTP, or framed in a way that two readers could understand differently; never guessed at.
    case malformed(String)
    case unsupportedVersion
    case unsupportedTransferCoding
    case unsupportedExpectation
    case targetTooLong(limit: Int)
    case tooManyHeaders(limit: Int)
    case headersTooLarge(limit: Int)
    case bodyTooLarge(limit: Int)
    case chunkFramingTooLarge(limit: Int)
    case headTooSlow(limit: Duration)
    case bodyTooSlow(limit: Duration)

    var status: Status {
        switch self {
        case .malformed: .badRequest
        case .unsupportedVersion: .versionNotSupported
        case .unsupportedTransferCoding: .notImplemented
        case .unsupportedExpectation: .expectationFailed
        case .targetTooLong: .targetTooLong
        case .tooManyHeaders, .headersTooLarge: .headerFieldsTooLarge
        case .bodyTooLarge, .chunkFramingTooLarge: .contentTooLarge
        case .headTooSlow, .bodyTooSlow: .requestTimeout
        }
    }

    /// The bound that was hit, if it was one.
    var bound: ConnectionBounds.Name? {
        switch self {
        case .malformed, .unsupportedVersion, .unsupportedTransferCoding, .unsupportedExpectation: nil
        case .targetTooLong: .target
        case .tooManyHeaders: .headerCount
        case .headersTooLarge: .headerBytes
        case .bodyTooLarge: .body
        case .chunkFramingTooLarge: .chunkFraming
        case .headTooSlow: .headTime
        case .bodyTooSlow: .bodyTime
        }
    }

    var detail: String {
        switch self {
        case .malformed(let reason): reason
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .unsupportedTransferCoding: "the only transfer coding understood here is chunked"
        case .unsupportedExpectation: "the only expectation understood here is 100-continue"
        case .targetTooLong(let limit): "the request target is longer than \(limit) bytes"
        case .tooManyHeaders(let limit): "there are more than \(limit) header fields"
        case .headersTooLarge(let limit): "the header fields are larger than \(limit) bytes"
        case .bodyTooLarge(let limit): "the body is larger than \(limit) bytes"
        case .chunkFramingTooLarge(let limit): "chunk sizes, extensions and trailers exceed \(limit) bytes"
        case .headTooSlow(let limit): "the request's head did not arrive within \(limit)"
        case .bodyTooSlow(let limit): "the request's body did not arrive within \(limit)"
        }
    }
}
