import Testing
import YAML

@Suite struct YAMLValueTests {
    /// What reading one value says of it; the name stands for the place.
    private func mistake(_ text: String, _ read: (YAMLValue) -> Void) -> String {
        do throws(YAMLFaults) {
            try YAMLDocument(file: "v", bytes: Array("v: \(text)".utf8)).decode { value in
                let map = value.mapping("it")
                read(map.required("v"))
                try map.finish()
            }
            return "none"
        } catch {
            return error.faults.map(\.sentence).joined(separator: " | ")
        }
    }

    @Test(
        arguments: [
            ("5", "\"v\" must be a string, found the number 5; quote it: \"5\""),
            ("1.10", "\"v\" must be a string, found the number 1.10; quote it: \"1.10\""),
            ("true", "\"v\" must be a string, found true; quote it: \"true\""),
            ("", "\"v\" must be a string, found nothing"),
            ("[a]", "\"v\" must be a string, found a list"),
            ("'5'", "none"), ("|\n  text", "none"), ("yes", "none"),
        ]
    )
    func aStringThatLooksLikeSomethingElseIsQuoted(text: String, sentence: String) {
        #expect(mistake(text) { _ = $0.string() } == sentence)
    }

    @Test(
        arguments: [
            ("true", "none"), ("False", "none"),
            ("off", "\"v\" must be true or false, found \"off\"; write false"),
            ("'true'", "\"v\" must be true or false, found the string \"true\"; write true"),
            ("1", "\"v\" must be true or false, found the number 1; write true"),
            ("maybe", "\"v\" must be true or false, found \"maybe\""),
        ]
    )
    func aBooleanIsTrueOrFalse(text: String, sentence: String) {
        #expect(mistake(text) { _ = $0.bool() } == sentence)
    }

    @Test(
        arguments: [
            ("0", "\"v\" must be a whole number of at least 1, found the number 0"),
            ("1.0", "\"v\" must be a whole number of at least 1, found the number 1.0"),
            ("'1'", "\"v\" must be a whole number of at least 1, found the string \"1\""),
            (
                "99999999999999999999",
                "\"v\" must be a whole number of at least 1, found the number 99999999999999999999"
            ),
            ("{a: 1}", "\"v\" must be a whole number of at least 1, found a mapping"),
            ("0x10", "none"),
        ]
    )
    func aWholeNumberLiesInItsRange(text: String, sentence: String) {
        #expect(mistake(text) { _ = $0.integer(in: 1...Int.max) } == sentence)
    }

    @Test(
        arguments: [
            ("2", "none"), ("0.7", "none"),
            ("2.1", "\"v\" must be a number from 0 to 2, found the number 2.1"),
            (".nan", "\"v\" must be a number from 0 to 2, found the number .nan"),
            (".inf", "\"v\" must be a number from 0 to 2, found the number .inf"),
        ]
    )
    func aNumberLiesInItsRange(text: String, sentence: String) {
        #expect(mistake(text) { _ = $0.number(in: 0...2) } == sentence)
        #expect(
            mistake(text) { _ = $0.number() }
                == (text.hasPrefix(".") ? sentence.replacing(" from 0 to 2", with: "") : "none")
        )
    }

    @Test(
        arguments: [
            ("1500ms", Duration.milliseconds(1_500)), ("30s", .seconds(30)), ("2m", .seconds(120)),
            ("1h30m", .seconds(5_400)), ("1d", .seconds(86_400)), ("'0s'", .zero),
            ("1m1ms", .milliseconds(60_001)),
        ]
    )
    func aDurationHasUnits(text: String, duration: Duration) {
        var found: Duration?
        #expect(mistake(text) { found = $0.duration() } == "none")
        #expect(found == duration)
    }

    @Test(arguments: [
        "30 s", "1.5s", "s", "30sec", "30m1h", "1s1s", "-1s", "1h30", "99999999999999999h", "soon",
    ])
    func aDurationOutsideItsNotationIsRefused(text: String) {
        #expect(
            mistake(text) { _ = $0.duration() }
                == """
                "v" must be a duration, found "\(text)"; write whole numbers with units (ms, s, m, \
                h, d), 
                """
                + "such as 1500ms, 30s or 1h30m"
        )
    }

    @Test(
        arguments: [
            ("512B", 512), ("64KiB", 65_536), ("1MB", 1_000_000), ("1GiB", 1 << 30),
            ("1MiB1B", (1 << 20) + 1),
        ]
    )
    func aSizeHasUnits(text: String, bytes: Int) {
        var found: Int?
        #expect(mistake(text) { found = $0.bytes() } == "none")
        #expect(found == bytes)
    }

    @Test(
        arguments: [
            (
                "64",
                """
                "v" must be a size from 1KiB to 1MB, found the number 64 without a unit; write 64 and \
                one of: B, KB, KiB, MB, MiB, GB, GiB
                """
            ),
            (
                "64kib",
                """
                "v" must be a size from 1KiB to 1MB, found "64kib"; write whole numbers with units \
                (B, KB, KiB, MB, MiB, GB, GiB), such as 512B, 64KiB or 1MB
                """
            ),
            ("1MiB", "\"v\" must be a size from 1KiB to 1MB, found \"1MiB\""),
        ]
    )
    func aSizeOutsideItsRangeIsRefused(text: String, sentence: String) {
        #expect(mistake(text) { _ = $0.bytes(in: 1_024...1_000_000) } == sentence)
    }

    @Test func aCallerCanReportAPlaceInsideAText() {
        let text = "v: |\n  one\n  two {{\n"
        let document = try? YAMLDocument(file: "v", bytes: Array(text.utf8))
        do throws(YAMLFaults) {
            try document?.decode { value in
                let map = value.mapping("it")
                let text = map.required("v")
                let start = text.textPosition
                text.report("not closed", at: YAMLPosition(line: start.line + 1, column: start.column + 4))
                try map.finish()
            }
            Issue.record("a reported mistake must be thrown")
        } catch {
            #expect(error.description == "v:3:7: not closed")
        }
    }

    @Test func messagesStayOnOneLine() {
        let text = "\"a\\nb\\u2028\\\"c\(String(repeating: "x", count: 100))\""
        let shown = "a\\nb\u{FFFD}\\\"c" + String(repeating: "x", count: 34) + "…"
        let sentence = mistake(text) { _ = $0.bool() }
        #expect(sentence == "\"v\" must be true or false, found the string \"\(shown)\"")
    }
}
