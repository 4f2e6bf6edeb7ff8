import Bytes
import Platform
import Testing
import Verification

@Suite struct ByteBufferTests {
    private func rendered(_ render: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        render(&buffer)
        return buffer.string
    }

    @Test(arguments: [Int64.min, -1_000, -1, 0, 9, 10, 99, 100, 1_234_567_890, .max])
    func decimalsAreWhatSwiftPrints(value: Int64) {
        #expect(rendered { $0.append(decimal: value) } == String(value))
        #expect(rendered { $0.append(decimal: value.magnitude) } == String(value.magnitude))
    }

    @Test(arguments: [(0, "000"), (7, "007"), (42, "042"), (999, "999"), (1_000, "1000")])
    func decimalsAreFilledUpToTheirWidth(value: Int, text: String) {
        #expect(rendered { $0.append(decimal: value, width: 3) } == text)
    }

    @Test(
        arguments: [
            (0, "0"), (1, "0.000000001"), (1_000_000_000, "1"), (25_013_000_000, "25.013"),
            (-1_500_000_000, "-1.5"),
            (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
        ] as [(Int64, String)]
    )
    func scaledIntegersAreExact(value: Int64, text: String) {
        #expect(rendered { $0.append(decimal: value, places: 9) } == text)
    }

    @Test func hexadecimalHasAFixedWidth() {
        #expect(rendered { $0.append(hex: 0xBEEF, digits: 8) } == "0000beef")
        #expect(rendered { $0.append(hex: .max, digits: 16) } == "ffffffffffffffff")
    }

    @Test func whatIsAppendedStaysInOrderWhileTheBufferGrows() {
        var buffer = ByteBuffer()
        var expected = ""
        for number in 0..<1_000 {
            buffer.append("n")
            buffer.append(decimal: number)
            buffer.append(UInt8(ascii: ";"))
            expected += "n\(number);"
        }
        #expect(buffer.string == expected)
        buffer.removeFirst(3)
        #expect(buffer.string == String(expected.dropFirst(3)))
        buffer.removeLast(4)
        #expect(buffer.string == String(expected.dropFirst(3).dropLast(4)))
        buffer.removeAll()
        #expect(buffer.count == 0)
        #expect(buffer.capacity > 0)
    }

    @Test func aPlaceholderCanBeFilledInLater() {
        var buffer = ByteBuffer()
        buffer.append("....:payload")
        buffer.replace(at: 0, with: Array("0007".utf8).span)
        #expect(buffer.string == "0007:payload")
    }

    @Test func invalidTextIsReplacedNotRefused() {
        #expect(rendered { $0.append([0x61, 0xFF, 0x62]) } == "a\u{FFFD}b")
    }

    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("0042", 42), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
            ("", nil),
            ("-1", nil), ("1x", nil), (" 1", nil),
        ] as [(String, Int?)]
    )
    func decimalsAreReadStrictly(text: String, value: Int?) {
        #expect(Array(text.utf8).span.decimal == value)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func aUUIDIsWrittenAsItsDigitsInGroups(seed: UInt64) {
        var random = SeededRandomness(seed: seed)
        let (high, low) = (random.next(), random.next())
        func digits(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        let written = rendered { $0.append(uuid: high, low) }
        #expect(written.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(written.replacing("-", with: "") == digits(high) + digits(low))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func theFirstSmallByteIsFoundWhereverItStands(seed: UInt64) {
        var random = SeededRandomness(seed: seed)
        let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            UInt8.random(in: Bool.random(using: &random) ? 0...255 : 14...255, using: &random)
        }
        for start in 0...bytes.count {
            let expected = bytes[start...].firstIndex { $0 < 14 }
            #expect(bytes.span.firstIndex(below: 14, from: start) == expected)
        }
    }
}
