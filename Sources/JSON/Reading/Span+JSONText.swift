extension Span<UInt8> {
    /// The first byte from `start` on that is not plain in a JSON string, or the end.
    ///
    /// Quotes, backslashes, control characters and whatever is not ASCII are not plain. Eight bytes are looked at
    /// together.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let word = unsafe UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            )
            let marks = Self.marks(word)
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, self[index].isPlainJSONText { index &+= 1 }
        return index
    }

    /// The high bit of the lowest byte that is not plain, and perhaps of some above it: a borrow reaches upward only
    /// (Warren, Hacker's Delight, 6-1).
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- ones &* 0x20) & ~word
        let marks = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | word
        return marks & (ones &* 0x80)
    }
}

extension UInt8 {
    @inline(__always)
    fileprivate var isPlainJSONText: Bool {
        self >= 0x20 && self < 0x80 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }

    /// White space between the tokens of JSON (RFC 8259 section 2).
    @inline(__always)
    var isJSONBlank: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
    }
}
