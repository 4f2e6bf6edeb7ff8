import JSON
import Platform
import Testing
import Verification

/// Numbers and texts have short cuts in the scanner; simdjson takes none of them.
@Suite struct IncrementalScalarTests {
    /// What must be the same to the last bit, where values are equal that are not: `0.0` and `-0.0`, `1` and `1.0`.
    private func identity(_ value: JSONValue?) -> String {
        switch value {
        case .integer(let integer): "integer \(integer)"
        case .number(let number): "number \(number.bitPattern)"
        case .array(let elements): elements.map { identity($0) }.joined(separator: ", ")
        default: "\(String(describing: value))"
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func numbersAreTheDoublesNextToWhatIsWritten(seed: UInt64) throws {
        var generator = SeededRandomness(seed: seed)
        func digits(_ counts: ClosedRange<Int>) -> String {
            (0..<Int.random(in: counts, using: &generator)).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }.joined()
        }
        let numbers = (0..<1_000).map { index in
            let sign = index.isMultiple(of: 3) ? "-" : ""
            let first = index.isMultiple(of: 5) ? "0" : "\(index % 9 + 1)\(digits(0...16))"
            let fraction = index.isMultiple(of: 4) ? "" : ".\(digits(1...17))"
            let exponent = index.isMultiple(of: 7) ? "e-\(digits(1...2))" : ""
            return sign + first + fraction + exponent
        }
        let text = "[" + numbers.joined(separator: ",") + "]"
        let expected = try JSONValue(reading: text)
        #expect(identity(IncrementalReading(text).value) == identity(expected))
        let bytes = Array(text.utf8)
        #expect(
            identity(IncrementalReading(bytes.indices.map { bytes[$0...$0] }).value) == identity(expected)
        )
    }

    @Test(
        arguments: [
            "0", "-0", "-0.0", "0.1", "9007199254740993.0", "9007199254740993", "999999999999999999",
            "-99999999999999999", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
            "0.30000000000000004", "123456789.123456789", "1e22", "1e23", "5e-324", "0.000000000000001",
        ]
    )
    func aNumberAloneIsWhatTheReaderMakesOfIt(text: String) throws {
        #expect(identity(IncrementalReading(text).value) == identity(try JSONValue(reading: text)))
    }

    /// Whatever is not plain text, at each place of the eight bytes that are looked at together, and behind them.
    @Test(arguments: [
        #"\""#, #"\\"#, #"\u00e9"#, "é", "€", "🌊", "\u{7F}", "\u{1}", "\u{1F}", " ", "!", "#", "[", "]",
    ])
    func aTextIsReadWhateverStandsWhereverInIt(special: String) {
        for before in 0..<18 {
            for behind in 0..<10 {
                let content =
                    String(repeating: "a", count: before) + special + String(repeating: "b", count: behind)
                let text = Array("[\"\(content)\"]".utf8)
                let expected = try? JSONValue(reading: text.span)
                for cut in [0, 1, before + 1, before + 2, before + 3, text.count - 3] {
                    let reading = IncrementalReading([text[..<cut], text[cut...]])
                    #expect(reading.value == expected, "\(content.debugDescription) cut at \(cut)")
                }
            }
        }
    }
}
