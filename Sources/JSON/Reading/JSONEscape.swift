internal import Bytes

/// How far into an escape (RFC 8259 section 7) the bytes behind its backslash have led.
struct JSONEscape {
    enum Step {
        case pending
        case done(Unicode.Scalar)
        case unexpected
        case loneSurrogate
    }

    private enum Phase {
        case letter, digits, secondBackslash, secondLetter
    }

    /// The offset of the backslash.
    let start: Int
    private var phase = Phase.letter
    private var digits = 0
    private var unit: UInt32 = 0
    /// The first half of a surrogate pair.
    private var high: UInt32?

    init(start: Int) {
        self.start = start
    }

    var expectation: String {
        switch phase {
        case .letter: "one of \" \\ / b f n r t u"
        case .digits: "a hexadecimal digit"
        case .secondBackslash, .secondLetter: "the other half of a surrogate pair"
        }
    }

    mutating func accept(_ byte: UInt8) -> Step {
        switch phase {
        case .letter: return acceptLetter(byte)
        case .digits: return acceptDigit(byte)
        case .secondBackslash:
            guard byte == UInt8(ascii: "\\") else { return .loneSurrogate }
            phase = .secondLetter
        case .secondLetter:
            guard byte == UInt8(ascii: "u") else { return .loneSurrogate }
            phase = .digits
        }
        return .pending
    }

    private mutating func acceptLetter(_ byte: UInt8) -> Step {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return .done(Unicode.Scalar(byte))
        case UInt8(ascii: "b"): return .done("\u{8}")
        case UInt8(ascii: "f"): return .done("\u{C}")
        case UInt8(ascii: "n"): return .done("\n")
        case UInt8(ascii: "r"): return .done("\r")
        case UInt8(ascii: "t"): return .done("\t")
        case UInt8(ascii: "u"):
            phase = .digits
            return .pending
        default: return .unexpected
        }
    }

    private mutating func acceptDigit(_ byte: UInt8) -> Step {
        guard let digit = byte.hexDigitValue else { return .unexpected }
        unit = unit << 4 | UInt32(digit)
        digits += 1
        guard digits == 4 else { return .pending }
        let whole = unit
        (digits, unit) = (0, 0)
        if let high {
            guard (0xDC00...0xDFFF).contains(whole) else { return .loneSurrogate }
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (whole - 0xDC00)).map { .done($0) }
                ?? .unexpected
        }
        if let scalar = Unicode.Scalar(whole) { return .done(scalar) }
        guard whole < 0xDC00 else { return .loneSurrogate }
        high = whole
        phase = .secondBackslash
        return .pending
    }
}
