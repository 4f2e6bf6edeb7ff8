/// Reads the wire format as plainly as it can be read: numbers of fields, and what they hold.
///
/// The system tests hold the encoder to a decoder of others; this one is for what only a unit test can see.
struct ProtobufReader {
    enum Value: Equatable {
        case varint(UInt64)
        case double(Double)
        case bytes(ArraySlice<UInt8>)
    }

    private(set) var fields: [(number: Int, value: Value)] = []

    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.varint(&rest) else { return nil }
            let number = Int(tag >> 3)
            switch tag & 7 {
            case 0:
                guard let value = Self.varint(&rest) else { return nil }
                fields.append((number, .varint(value)))
            case 1:
                guard rest.count >= 8 else { return nil }
                let bits = rest.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
                rest = rest.dropFirst(8)
                fields.append((number, .double(Double(bitPattern: bits))))
            case 2:
                guard let length = Self.varint(&rest), rest.count >= Int(length) else { return nil }
                fields.append((number, .bytes(rest.prefix(Int(length)))))
                rest = rest.dropFirst(Int(length))
            default: return nil
            }
        }
    }

    /// The messages of a delimited stream.
    static func messages(_ bytes: [UInt8]) -> [ProtobufReader]? {
        var rest = bytes[...]
        var messages: [ProtobufReader] = []
        while !rest.isEmpty {
            guard let length = varint(&rest), rest.count >= Int(length) else { return nil }
            guard let message = ProtobufReader(rest.prefix(Int(length))) else { return nil }
            messages.append(message)
            rest = rest.dropFirst(Int(length))
        }
        return messages
    }

    func varint(_ number: Int) -> UInt64? {
        for field in fields where field.number == number {
            if case .varint(let value) = field.value { return value }
        }
        return nil
    }

    func double(_ number: Int) -> Double? {
        for field in fields where field.number == number {
            if case .double(let value) = field.value { return value }
        }
        return nil
    }

    func bytes(_ number: Int) -> [ArraySlice<UInt8>] {
        fields.compactMap { field in
            guard field.number == number, case .bytes(let bytes) = field.value else { return nil }
            return bytes
        }
    }

    func text(_ number: Int) -> String? { bytes(number).first.map { String(decoding: $0, as: UTF8.self) } }

    func messages(_ number: Int) -> [ProtobufReader] { bytes(number).compactMap { ProtobufReader($0) } }

    /// Packed numbers of either sign.
    func deltas(_ number: Int) -> [Int] {
        var deltas: [Int] = []
        for bytes in bytes(number) {
            var rest = bytes
            while let value = Self.varint(&rest) { deltas.append(Self.signed(value)) }
        }
        return deltas
    }

    static func signed(_ value: UInt64) -> Int { Int(value >> 1) ^ -Int(value & 1) }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = bytes.popFirst(), shift < 64 {
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
