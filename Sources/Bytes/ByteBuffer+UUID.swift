extension ByteBuffer {
    /// The 36 characters of a UUID (RFC 9562 section 4), given as its two halves.
    package mutating func append(uuid high: UInt64, _ low: UInt64) {
        let first = Self.hexDigits(UInt32(truncatingIfNeeded: high >> 32))
        let second = Self.hexDigits(UInt32(truncatingIfNeeded: high))
        let third = Self.hexDigits(UInt32(truncatingIfNeeded: low >> 32))
        let last = Self.hexDigits(UInt32(truncatingIfNeeded: low))
        unsafe append(upTo: 36) { room in
            let text = UnsafeMutableRawBufferPointer(room)
            func put(_ digits: UInt64, at offset: Int) {
                unsafe text.storeBytes(of: digits.littleEndian, toByteOffset: offset, as: UInt64.self)
            }
            func putHalf(_ digits: UInt64, at offset: Int) {
                let half = UInt32(truncatingIfNeeded: digits)
                unsafe text.storeBytes(of: half.littleEndian, toByteOffset: offset, as: UInt32.self)
            }
            put(first, at: 0)
            putHalf(second, at: 9)
            putHalf(second >> 32, at: 14)
            putHalf(third, at: 19)
            putHalf(third >> 32, at: 24)
            put(last, at: 28)
            for position in stride(from: 8, through: 23, by: 5) {
                unsafe text[position] = UInt8(ascii: "-")
            }
            return 36
        }
    }

    /// The eight digits of a number, the first in the lowest byte: all at once, since every request gets an id.
    private static func hexDigits(_ value: UInt32) -> UInt64 {
        // Each step doubles the room of a digit, until each has a byte of its own.
        var digits = UInt64(value >> 16) | UInt64(value & 0xFFFF) << 32
        digits = (digits >> 8) & 0x0000_00FF_0000_00FF | (digits & 0x0000_00FF_0000_00FF) << 16
        digits = (digits >> 4) & 0x000F_000F_000F_000F | (digits & 0x000F_000F_000F_000F) << 8
        let letters = ((digits &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }
}
