package import Bytes

extension ByteBuffer {
    /// A JSON string of `text`, which is valid UTF-8 (RFC 8259 section 7); only what must be escaped is.
    package mutating func append(jsonString text: Span<UInt8>) {
        separateJSON()
        append(UInt8(ascii: "\""))
        var start = 0
        while true {
            let end = text.firstToEscape(from: start)
            append(text.extracting(start..<end))
            guard end < text.count else { break }
            append(escaped: text[end])
            start = end + 1
        }
        append(UInt8(ascii: "\""))
    }

    package mutating func append(jsonString text: String) {
        append(jsonString: text.utf8.span)
    }

    package mutating func append(jsonString text: StaticString) {
        unsafe append(jsonString: Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        default:
            append("\\u")
            append(hex: UInt64(byte), digits: 4)
        }
    }
}

extension Span<UInt8> {
    /// The next quote, backslash or control character from `start` on, or the end.
    fileprivate func firstToEscape(from start: Int) -> Int {
        var index = start
        while index + 32 <= count {
            let words = unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index,
                as: SIMD4<UInt64>.self
            )
            guard !Self.mustEscape(anyOf: words) else { break }
            index += 32
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index += 1
        }
        return index
    }

    /// Whether any of 32 bytes must be escaped, by arithmetic that sets the high bit of those that must (Hacker's
    /// Delight, section 6-1).
    private static func mustEscape(anyOf words: SIMD4<UInt64>) -> Bool {
        let ones = SIMD4<UInt64>(repeating: 0x0101_0101_0101_0101)
        let quotes = words ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = words ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (words &- ones &* 0x20) & ~words
        let marks = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return marks & (ones &* 0x80) != SIMD4()
    }
}
