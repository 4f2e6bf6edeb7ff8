import Platform
import Testing
import Verification

@testable import Tracing

/// The cases of the W3C's own conformance tests (w3c/trace-context, test/tracecontext), and what its grammar adds.
@Suite struct TraceParentTests {
    private static let trace = "12345678901234567890123456789012"
    private static let parent = "1234567890123456"

    private func read(_ value: String) -> TraceParent? {
        TraceParent(reading: Array(value.utf8).span)
    }

    @Test(
        arguments: [
            "00-\(trace)-\(parent)-01",
            "00-\(trace)-\(parent)-00",
            // Flags that this version does not know.
            "00-\(trace)-\(parent)-fe",
            // Later versions say at least as much.
            "cc-\(trace)-\(parent)-01",
            "cc-\(trace)-\(parent)-01-what-the-future-will-be-like",
            "01-\(trace)-\(parent)-01-",
        ]
    )
    func isTaken(value: String) throws {
        let parsed = try #require(read(value))
        #expect(parsed.traceID.description == Self.trace)
        #expect(parsed.spanID.description == Self.parent)
    }

    @Test(
        arguments: [
            "", "00", "00-", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-", "00-\(trace)-\(parent)-0",
            "00-\(trace)-\(parent)-01-", "00-\(trace)-\(parent)-01-what-the-future-will-be-like",
            "00-\(trace)-\(parent)-01.", "cc-\(trace)-\(parent)-01.what", "cc-\(trace)-\(parent)-01x",
            "ff-\(trace)-\(parent)-01", "0-\(trace)-\(parent)-01", ".0-\(trace)-\(parent)-01",
            "0.-\(trace)-\(parent)-01", "000-\(trace)-\(parent)-01",
            "00-00000000000000000000000000000000-\(parent)-01", "00-\(trace)-0000000000000000-01",
            "00-.2345678901234567890123456789012-\(parent)-01",
            "00-1234567890123456789012345678901.-\(parent)-01",
            "00-123456789012345678901234567890123-\(parent)-01",
            "00-1234567890123456789012345678901-\(parent)-01",
            "00-\(trace)-.234567890123456-01", "00-\(trace)-123456789012345.-01",
            "00-\(trace)-12345678901234567-01", "00-\(trace)-123456789012345-01",
            "00-\(trace)-\(parent)-.0", "00-\(trace)-\(parent)-0.", "00-\(trace)-\(parent)-001",
            "00-\(trace)-\(parent)-1", "00-ABCDEFABCDEFABCDEFABCDEFABCDEFAB-\(parent)-01",
            "00-\(trace)-ABCDEFABCDEFABCD-01", "00-\(trace)-\(parent)-0A", "00_\(trace)_\(parent)_01",
            " 00-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-01 ",
        ]
    )
    func isIgnored(value: String) {
        #expect(read(value) == nil)
    }

    @Test func flagsAreReadOneByOneAndUnknownOnesAreNotPassedOn() throws {
        for flags in 0...255 {
            let digits = String(flags, radix: 16)
            let text = "00-\(Self.trace)-\(Self.parent)-\(flags < 16 ? "0" : "")\(digits)"
            let parsed = try #require(read(text))
            #expect(parsed.isSampled == (flags & 1 == 1))
            #expect(parsed.isRandom == (flags & 2 == 2))
            #expect(parsed.description == "00-\(Self.trace)-\(Self.parent)-0\(flags & 3)")
        }
    }

    @Test func whatIsDamagedIsIgnoredOrReadButNeverACrash() {
        var random = SeededRandomness(seed: 3)
        let valid = Array("00-\(Self.trace)-\(Self.parent)-01".utf8)
        for _ in 0..<10_000 {
            var bytes = valid
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            bytes.removeLast(Int.random(in: 0...2, using: &random))
            if let parsed = TraceParent(reading: bytes.span) { #expect(parsed.description.utf8.count == 55) }
        }
    }
}
