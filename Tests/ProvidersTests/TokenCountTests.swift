import JSON
import Testing

@testable import Providers

/// What vendors say of tokens is a number of tokens, whatever they say.
@Suite struct TokenCountTests {
    @Test(
        arguments: [
            ("0", 0), ("17", 17), ("17.0", 17), ("-1", 0), ("-9223372036854775808", 0),
            ("9223372036854775807", 1 << 40), ("1e15", 1 << 40), ("1.5", nil), (#""17""#, nil), ("null", nil),
        ] as [(String, Int?)]
    )
    func aCountIsHeldToWhatCanBeOne(_ text: String, _ tokens: Int?) throws {
        var reader = JSONReader()
        let bytes = Array("{\"n\": \(text)}".utf8)
        var read: Int?
        try reader.read(bytes.span) { read = $0["n"]?.tokens }
        #expect(read == tokens)
    }
}
