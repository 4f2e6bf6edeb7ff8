package import Bytes

/// One span of a trace: 8 bytes, not all of them 0 (W3C Trace Context, section 3.2.2.4).
package struct SpanID: Hashable, Sendable {
    package let value: UInt64

    package init?(_ value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    package init(random: inout any RandomNumberGenerator) {
        value = random.next() | 1
    }

    /// The 16 digits.
    package func append(to buffer: inout ByteBuffer) {
        buffer.append(hex: value, digits: 16)
    }
}

extension SpanID: CustomStringConvertible {
    package var description: String {
        var buffer = ByteBuffer(capacity: 16)
        append(to: &buffer)
        return buffer.string
    }
}
