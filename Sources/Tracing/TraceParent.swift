package import Bytes

/// Where in which trace somebody stands: what the field `traceparent` says (W3C Trace Context, section 3.2).
package struct TraceParent: Equatable, Sendable {
    package let traceID: TraceID
    /// The caller's span, or one's own where it is passed on.
    package let spanID: SpanID
    /// Whether the caller records its spans.
    package let isSampled: Bool
    /// Whether the trace id is random enough to be sampled by (level 2, section 3.2.2.5.2).
    package let isRandom: Bool

    package init(_ traceID: TraceID, _ spanID: SpanID, isSampled: Bool, isRandom: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.isRandom = isRandom
    }

    private static let length = 55

    /// Reads the field's value; nil if it is to be ignored, which is no fault of this request.
    package init?(reading value: Span<UInt8>) {
        guard value.count >= Self.length, let version = Self.number(value, 0..<2), version != 0xFF else {
            return nil
        }
        // A later version may say more behind the fields that this one knows.
        let isWhole = value.count == Self.length
        guard isWhole || (version > 0 && value[Self.length] == UInt8(ascii: "-")) else { return nil }
        for dash in [2, 35, 52] where value[dash] != UInt8(ascii: "-") { return nil }
        guard let high = Self.number(value, 3..<19), let low = Self.number(value, 19..<35),
            let parent = Self.number(value, 36..<52), let flags = Self.number(value, 53..<55),
            let traceID = TraceID(high: high, low: low), let spanID = SpanID(parent)
        else { return nil }
        self.init(traceID, spanID, isSampled: flags & 1 != 0, isRandom: flags & 2 != 0)
    }

    /// The field's value in version 00.
    package func append(to buffer: inout ByteBuffer) {
        buffer.append("00-")
        traceID.append(to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        spanID.append(to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(hex: (isSampled ? 1 : 0) | (isRandom ? 2 : 0), digits: 2)
    }

    /// Digits in lower case only, as the grammar has it.
    private static func number(_ value: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for index in range {
            let byte = value[index]
            guard let digit = byte.hexDigitValue, !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
            else {
                return nil
            }
            number = number << 4 | UInt64(digit)
        }
        return number
    }
}

extension TraceParent: CustomStringConvertible {
    package var description: String {
        var buffer = ByteBuffer(capacity: Self.length)
        append(to: &buffer)
        return buffer.string
    }
}
