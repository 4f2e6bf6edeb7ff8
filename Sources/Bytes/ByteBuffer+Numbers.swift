extension ByteBuffer {
    package mutating func append(decimal value: UInt64) {
        let count = Self.digitCount(value)
        unsafe append(upTo: count) { digits in
            var rest = value
            var index = count
            while rest >= 10 {
                let pair = unsafe Self.digitPairs.utf8Start + 2 * Int(rest % 100)
                rest /= 100
                index -= 2
                unsafe digits[index] = pair[0]
                unsafe digits[index + 1] = pair[1]
            }
            if index > 0 { unsafe digits[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest) }
            return count
        }
    }

    /// 00 to 99: an event holds four numbers, and two digits at a time take half as long.
    private static let digitPairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        while rest >= 10_000 {
            count += 4
            rest /= 10_000
        }
        return count + (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
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
