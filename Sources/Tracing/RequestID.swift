package import Bytes
package import Platform

/// What a request is called in the response, in every log line and in every error.
package enum RequestID: Equatable, Sendable {
    /// Taken from the request's `X-Request-ID`.
    case given(String)
    case made(UUID)

    private static let fit = ByteSet.alphanumerics(and: "-._")

    /// The id that a client gave, or nil if it is not fit for logs and headers: it is then replaced, not trimmed.
    package init?(given value: Span<UInt8>) {
        guard value.count >= 1, value.count <= 128 else { return nil }
        guard Self.fit.containsAll(value) else { return nil }
        self = .given(value.string)
    }

    package func append(to buffer: inout ByteBuffer) {
        switch self {
        case .given(let text): buffer.append(text)
        case .made(let uuid): buffer.append(uuid: uuid.high, uuid.low)
        }
    }
}

extension RequestID: CustomStringConvertible {
    package var description: String {
        var buffer = ByteBuffer(capacity: 36)
        append(to: &buffer)
        return buffer.string
    }
}
