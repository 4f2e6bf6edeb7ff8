internal import Bytes

/// How far into a number (RFC 8259 section 6) the bytes so far have led.
enum JSONNumberGrammar {
    case start, minus, zero, integer, point, fraction, exponent, sign, power

    /// Takes the next byte, unless it is no part of the number.
    mutating func accept(_ byte: UInt8) -> Bool {
        guard let next = after(byte) else { return false }
        self = next
        return true
    }

    /// Whether the number may end here.
    var isComplete: Bool {
        switch self {
        case .zero, .integer, .fraction, .power: true
        case .start, .minus, .point, .exponent, .sign: false
        }
    }

    var expectation: String {
        self == .exponent ? "a digit or a sign" : "a digit"
    }

    private func after(_ byte: UInt8) -> JSONNumberGrammar? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): afterDigit(isZero: byte == UInt8(ascii: "0"))
        case UInt8(ascii: "-"): self == .start ? .minus : self == .exponent ? .sign : nil
        case UInt8(ascii: "+"): self == .exponent ? .sign : nil
        case UInt8(ascii: "."): self == .zero || self == .integer ? .point : nil
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            self == .zero || self == .integer || self == .fraction ? .exponent : nil
        default: nil
        }
    }

    private func afterDigit(isZero: Bool) -> JSONNumberGrammar? {
        switch self {
        case .start, .minus: isZero ? .zero : .integer
        case .zero: nil
        case .integer: .integer
        case .point, .fraction: .fraction
        case .exponent, .sign, .power: .power
        }
    }
}
