import Bytes
import Platform
import Testing

@Suite struct ProtobufCursorTests {
    private struct Field: Equatable {
        let number: Int
        let value: ProtobufCursor.Value
    }

    private static func fields(_ bytes: [UInt8]) throws(ProtobufCursor.Fault) -> [Field] {
        var cursor = ProtobufCursor(of: 0..<bytes.count)
        var fields: [Field] = []
        while let (number, value) = try cursor.next(in: bytes.span) {
            fields.append(Field(number: number, value: value))
        }
        return fields
    }

    private static var message: [UInt8] {
        var buffer = ByteBuffer()
        buffer.append(field: 1, varint: 300)
        buffer.append(field: 2, text: "größer")
        buffer.append(field: 16, fixed64: 7)
        buffer.append(field: 3, fixed32: 8)
        buffer.append(field: 4, varint: .max)
        return buffer.array
    }

    @Test func whatWasWrittenIsRead() throws {
        let fields = try Self.fields(Self.message)
        #expect(fields.map(\.number) == [1, 2, 16, 3, 4])
        #expect(fields[0].value == .varint(300))
        #expect(fields[4].value == .varint(.max))
        guard case .bytes(let range) = fields[1].value else { return #expect(Bool(false), "no bytes") }
        #expect(String(decoding: Self.message[range], as: UTF8.self) == "größer")
    }

    @Test func numbersOfAFixedSizeBeginWithTheirLowestByte() {
        var buffer = ByteBuffer()
        buffer.append(field: 1, fixed32: 0x0102_0304)
        buffer.append(field: 2, fixed64: 0x0102_0304_0506_0708)
        buffer.append(field: 3, double: 1.5)
        let expected: [[UInt8]] = [
            [0x0D, 4, 3, 2, 1], [0x11, 8, 7, 6, 5, 4, 3, 2, 1], [0x19, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F],
        ]
        #expect(buffer.array == expected.flatMap { $0 })
    }

    @Test func whatIsCutOffIsReadUpToThereOrRefused() {
        let whole = try? Self.fields(Self.message)
        for count in 0..<Self.message.count {
            let read = try? Self.fields(Array(Self.message[..<count]))
            #expect(read == nil || whole?.starts(with: read ?? []) == true, "cut at \(count)")
        }
        #expect(throws: ProtobufCursor.Fault.self) { try Self.fields(Array(Self.message.dropLast())) }
    }

    @Test(arguments: [
        [0x00, 0x01], [0x0B], [0x0C], [0x0F], [0x08], [0x0A, 0x05, 0x01], [0x09, 1, 2, 3], [0x0D, 1],
        [0x0A] + Array(repeating: 0xFF, count: 9) + [0x01], [UInt8](repeating: 0x80, count: 11),
    ])
    func whatIsNoMessageIsRefused(bytes: [UInt8]) {
        #expect(throws: ProtobufCursor.Fault.self) { try Self.fields(bytes) }
    }

    @Test(arguments: 0..<2_000 as Range<UInt64>)
    func anyBytesAreReadOrRefused(seed: UInt64) {
        var random = SeededRandomness(seed: seed)
        let bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        for field in (try? Self.fields(bytes)) ?? [] {
            if case .bytes(let range) = field.value { #expect(range.upperBound <= bytes.count) }
        }
    }
}
