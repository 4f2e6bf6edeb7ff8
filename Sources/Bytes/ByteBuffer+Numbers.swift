extension ByteBuffer {
    package mutating func append(decimal value: UInt64) {
        guard value < 100_000_000 else {
            let (rest, last) = value.quotientAndRemainder(dividingBy: 100_000_000)
            append(decimal: rest)
            return append(word: Self.digits(last) | Self.zeros, count: 8)
        }
        let digits = Self.digits(value)
        let leading = min(7, digits.trailingZeroBitCount / 8)
        append(word: (digits | Self.zeros) >> UInt64(8 * leading), count: 8 - leading)
    }

    private static var zeros: UInt64 { 0x3030_3030_3030_3030 }

    /// The values of the eight digits of a number below a hundred million, the first in the lowest byte: all at once,
    /// since every event holds four numbers.
    private static func digits(_ value: UInt64) -> UInt64 {
        // Each step splits every part in two of half as many digits; the factors divide without dividing (Warren,
        // Hacker's Delight, 10-9).
        var digits = value / 10_000 | (value % 10_000) << 32
        let hundreds = ((digits &* 10_486) >> 20) & 0x0000_007F_0000_007F
        digits = hundreds | (digits &- hundreds &* 100) << 16
        let tens = ((digits &* 103) >> 10) & 0x000F_000F_000F_000F
        return tens | (digits &- tens &* 10) << 8
    }

    package mutating func append(decimal value: Int64) {
        if value < 0 {
            append(UInt8(ascii: "-"))
        }
        append(decimal: value.magnitude)
    }

    package mutating func append(decimal value: Int) {
        append(decimal: Int64(value))
    }

    /// The decimal digits of `value`, with zeros in front up to `width`.
    package mutating func append(decimal value: Int, width: Int) {
        var bound = 10
        for _ in 1..<max(1, width) {
            if value < bound {
                append(UInt8(ascii: "0"))
            }
            bound *= 10
        }
        append(decimal: value)
    }

    /// `value` divided by ten to the power of `places`, exactly, without zeros at the end.
    package mutating func append(decimal value: Int64, places: Int) {
        var power: UInt64 = 1
        for _ in 0..<places { power *= 10 }
        if value < 0 {
            append(UInt8(ascii: "-"))
        }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: power)
        append(decimal: whole)
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        var rest = fraction
        while rest > 0 {
            power /= 10
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / power))
            rest %= power
        }
    }

    /// The lowest `digits` hexadecimal digits of `value`, in lower case.
    package mutating func append(hex value: UInt64, digits: Int) {
        for position in stride(from: (digits - 1) * 4, through: 0, by: -4) {
            append(Self.hexDigit(UInt8(truncatingIfNeeded: value >> UInt64(position)) & 0xF))
        }
    }

    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
