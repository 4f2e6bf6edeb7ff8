/// The protobuf wire format (https://protobuf.dev/programming-guides/encoding/), as far as it is written.
extension ByteBuffer {
    package mutating func append(varint value: UInt64) {
        guard value >= 0x80 else { return append(UInt8(truncatingIfNeeded: value)) }
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func append(field number: Int, varint value: UInt64) {
        append(varint: UInt64(number) << 3)
        append(varint: value)
    }

    package mutating func append(field number: Int, double value: Double) {
        append(varint: UInt64(number) << 3 | 1)
        append(word: value.bitPattern, count: 8)
    }

    package mutating func append(field number: Int, fixed64 value: UInt64) {
        append(varint: UInt64(number) << 3 | 1)
        append(word: value, count: 8)
    }

    package mutating func append(field number: Int, fixed32 value: UInt32) {
        append(varint: UInt64(number) << 3 | 5)
        append(word: UInt64(value), count: 4)
    }

    package mutating func append(field number: Int, text: String) {
        append(varint: UInt64(number) << 3 | 2)
        append(varint: UInt64(text.utf8.count))
        append(text)
    }

    /// A field that holds a message, or packed numbers, of a length that is known once it is written.
    package mutating func append(field number: Int, _ write: (inout ByteBuffer) -> Void) {
        append(varint: UInt64(number) << 3 | 2)
        let start = count
        // Room for the length of most messages; a longer one is moved.
        append(UInt8(0))
        write(&self)
        let length = count - start - 1
        if length < 0x80 {
            replaceByte(at: start, with: UInt8(length))
        } else {
            insert(varint: UInt64(length), at: start)
        }
    }

    private mutating func replaceByte(at offset: Int, with byte: UInt8) {
        let bytes: InlineArray<1, UInt8> = [byte]
        replace(at: offset, with: bytes.span)
    }

    /// Puts a length that needs several bytes in the place of the one byte at `offset`.
    private mutating func insert(varint value: UInt64, at offset: Int) {
        let needed = (UInt64.bitWidth - value.leadingZeroBitCount + 6) / 7
        insertGap(of: needed - 1, at: offset)
        var rest = value
        for index in 0..<needed {
            let isLast = index == needed - 1
            replaceByte(
                at: offset + index,
                with: UInt8(truncatingIfNeeded: rest & 0x7F) | (isLast ? 0 : 0x80)
            )
            rest >>= 7
        }
    }
}

extension UInt64 {
    /// Small numbers of either sign as small numbers, as `sint64` has them.
    package init(zigzag value: Int) {
        self.init(bitPattern: Int64(value << 1 ^ value >> 63))
    }
}
