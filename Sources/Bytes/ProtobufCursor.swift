/// Goes from field to field of a message in the protobuf wire format (https://protobuf.dev/programming-guides/encoding/).
package struct ProtobufCursor {
    package enum Value: Equatable {
        case varint(UInt64)
        /// Where the bytes of a text, of a message or of packed numbers stand.
        case bytes(Range<Int>)
        /// A number of four or eight bytes, which is passed over.
        case fixed
    }

    /// The message is cut off, or is none.
    package struct Fault: Error, Equatable {}

    private var offset: Int
    private let end: Int

    /// Begins at the beginning of `message`, which is a range of the bytes that `next` is given.
    package init(of message: Range<Int>) {
        offset = message.lowerBound
        end = message.upperBound
    }

    /// The next field, or nil behind the last.
    package mutating func next(in bytes: Span<UInt8>) throws(Fault) -> (number: Int, value: Value)? {
        guard offset < end else { return nil }
        let key = try varint(in: bytes)
        guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw Fault() }
        let number = Int(key >> 3)
        switch key & 7 {
        case 0: return (number, .varint(try varint(in: bytes)))
        case 1: return (number, try pass(8))
        case 2:
            let count = try varint(in: bytes)
            guard count <= UInt64(end - offset) else { throw Fault() }
            let start = offset
            offset += Int(count)
            return (number, .bytes(start..<offset))
        case 5: return (number, try pass(4))
        default: throw Fault()
        }
    }

    private mutating func pass(_ count: Int) throws(Fault) -> Value {
        guard count <= end - offset else { throw Fault() }
        offset += count
        return .fixed
    }

    private mutating func varint(in bytes: Span<UInt8>) throws(Fault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < end else { throw Fault() }
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Fault()
    }
}
