extension ByteBuffer {
    /// The 36 characters of a UUID (RFC 9562 section 4), given as its two halves.
    package mutating func append(uuid high: UInt64, _ low: UInt64) {
        var text = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
        var position = 0
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { position += 1 }
            let half = digit < 16 ? high : low
            let shift = UInt64(60 - 4 * (digit & 15))
            text[position] = Self.hexDigit(UInt8(truncatingIfNeeded: half >> shift) & 0xF)
            position += 1
        }
        append(text.span)
    }
}
