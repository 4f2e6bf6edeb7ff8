internal import Bytes

extension JSONValue {
    /// What has no more bytes than this, and no exponent, is in range.
    static let plainNumberBytesMax = 18

    /// Powers of ten that a double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    ]

    /// The value of a number as it is written, which the grammar has accepted.
    ///
    /// Nil where it is out of range: an integer beyond 64 bits, or what is larger than any double.
    init?(number text: Span<UInt8>) {
        if let value = Self.plain(text) {
            self = value
            return
        }
        let digits = text.extracting((text[0] == UInt8(ascii: "-") ? 1 : 0)...)
        let isInteger = digits.indices.allSatisfy { digits[$0].isASCIIDigit }
        let text = text.string
        if !isInteger {
            guard let value = Double(text), value.isFinite else { return nil }
            self = .number(value)
        } else if let value = Int64(text) {
            self = .integer(value)
        } else {
            guard let value = UInt64(text) else { return nil }
            self = .number(Double(value))
        }
    }

    /// The value of a number that is short and has no exponent, as most are; nil of others.
    private static func plain(_ text: Span<UInt8>) -> JSONValue? {
        guard text.count <= plainNumberBytesMax else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        var digits: Int64 = 0
        var point: Int?
        for index in (isNegative ? 1 : 0)..<text.count {
            let byte = text[index]
            if byte.isASCIIDigit {
                digits = digits &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
            } else if byte == UInt8(ascii: ".") {
                point = index
            } else {
                return nil
            }
        }
        guard let point else { return .integer(isNegative ? -digits : digits) }
        // Both numbers are exact, so their quotient is the double next to what is written (Clinger 1990).
        guard digits <= 1 << 53 else { return nil }
        let value = Double(digits) / exactPowers[text.count - point - 1]
        return .number(isNegative ? -value : value)
    }
}
