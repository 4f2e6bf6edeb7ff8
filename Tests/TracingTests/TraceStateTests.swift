import Testing

@testable import Tracing

/// The cases of the W3C's own conformance tests for `tracestate`.
@Suite struct TraceStateTests {
    @Test(
        arguments: [
            ("foo=1", "foo=1"), ("foo=1,bar=2", "foo=1,bar=2"),
            ("foo=1 \t , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3"),
            ("foo=1,", "foo=1"), (",foo=1", "foo=1"), ("foo=1,,bar=2", "foo=1,bar=2"), ("", ""), (" , ", ""),
            ("foo= 1", "foo= 1"), ("t@v=1", "t@v=1"), ("0a-_*/=~ !#", "0a-_*/=~ !#"),
        ]
    )
    func isPassedOn(value: String, expected: String) {
        #expect(TraceState(reading: value).description == expected)
    }

    @Test(
        arguments: [
            "foo", "foo=", "=1", "foo=1=2", "FOO=1", "foo =1", "foo=1,foo=2", "foo@=1\u{7F}",
            "foo=bär", "-foo=1", String(repeating: "a", count: 257) + "=1",
            "foo=" + String(repeating: "v", count: 257),
            (0...32).map { "k\($0)=1" }.joined(separator: ","),
        ]
    )
    func isDiscardedAsAWhole(value: String) {
        #expect(TraceState(reading: value) == .empty)
    }

    @Test func whatIsTooLongLosesWholeMembersTheLargeOnesFirst() {
        let large = "large=" + String(repeating: "x", count: 200)
        let small = (0..<20).map { "k\($0)=" + String(repeating: "v", count: 20) }
        let state = TraceState(reading: ([large] + small).joined(separator: ","))
        #expect(state.description.utf8.count <= 512)
        #expect(!state.members.contains(large))
        #expect(state.members == Array(small.prefix(state.members.count)))
        #expect(state.members.count >= 18)
    }
}
