package import Bytes

/// What all spans of one trace share: 16 bytes, not all of them 0 (W3C Trace Context, section 3.2.2.3).
package struct TraceID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// A new one, all of it random.
    package init(random: inout any RandomNumberGenerator) {
        high = random.next()
        // One bit is given up so that it is never 0.
        low = random.next() | 1
    }

    /// The 32 digits.
    package func append(to buffer: inout ByteBuffer) {
        buffer.append(hex: high, digits: 16)
        buffer.append(hex: low, digits: 16)
    }
}

extension TraceID: CustomStringConvertible {
    package var description: String {
        var buffer = ByteBuffer(capacity: 32)
        append(to: &buffer)
        return buffer.string
    }
}
