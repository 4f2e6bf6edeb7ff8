internal import Bytes

extension JSONValue {
    /// The value of a number as it is written, which the grammar has accepted.
    ///
    /// Nil where it is out of range: an integer beyond 64 bits, or what is larger than any double.
    init?(number text: Span<UInt8>) {
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
}
