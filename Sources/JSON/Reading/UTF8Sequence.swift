/// How far into a code point of several bytes (RFC 3629 section 4) the bytes so far have led.
struct UTF8Sequence {
    private var missing = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// Whether more bytes must follow.
    var isOpen: Bool { missing > 0 }

    /// Begins with a byte beyond ASCII; false if none may begin with it.
    mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF: missing = 2
        case 0xF0...0xF4: missing = 3
        default: return false
        }
        // What would be a longer form than needed, a surrogate, or beyond the last code point.
        low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80
        high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF
        return true
    }

    /// Goes on with the next byte; false if it may not follow.
    mutating func accept(_ byte: UInt8) -> Bool {
        guard byte >= low, byte <= high else { return false }
        missing -= 1
        low = 0x80
        high = 0xBF
        return true
    }
}
