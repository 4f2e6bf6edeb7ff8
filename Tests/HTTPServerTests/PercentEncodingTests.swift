import Bytes
import Testing

@testable import HTTPServer

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", "", ""),
        ("abc", "abc", "abc"),
        ("a%20b", "a b", "a b"),
        ("a+b", "a+b", "a b"),
        ("a%2Bb", "a+b", "a+b"),
        ("%E2%82%ac", "€", "€"),
        ("%", "%", "%"),
        ("%4", "%4", "%4"),
        ("%41", "A", "A"),
        ("%4g", "%4g", "%4g"),
        ("%g4", "%g4", "%g4"),
        ("%%41", "%A", "%A"),
        ("%2541", "%41", "%41"),
        ("%00", "\0", "\0"),
        ("%ff", "\u{FFFD}", "\u{FFFD}"),
        ("100%", "100%", "100%"),
    ])
    func isDecodedOnce(text: String, path: String, query: String) {
        #expect(PercentEncoding.decode(Array(text.utf8).span) == path)
        #expect(PercentEncoding.decode(Array(text.utf8).span, plusIsSpace: true) == query)
    }

    @Test(
        arguments: [
            ("q=1", "1"),
            ("q", ""),
            ("q=", ""),
            ("q=a%3Db", "a=b"),
            ("q=a=b", "a=b"),
            ("q=a+b", "a b"),
            ("a=1&q=2", "2"),
            ("q=1&q=2", "1"),
            ("a&q&b", ""),
            ("&&q=1&", "1"),
            ("", nil),
            ("&", nil),
            ("qq=1", nil),
            ("a=q", nil),
            ("=q", nil),
            ("Q=1", nil),
        ] as [(String, String?)]
    )
    func aParameterHasItsFirstValue(query: String, value: String?) {
        #expect(PercentEncoding.value(of: "q", inQuery: Array(query.utf8).span) == value)
    }
}
