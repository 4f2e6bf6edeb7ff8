import Patterns
import Testing

@Suite struct PatternTests {
    private func matches(_ source: String, _ text: String) throws -> Bool {
        try Pattern(source).matches(anywhereIn: text)
    }

    private func refusal(_ source: String) -> PatternError? {
        do throws(PatternError) {
            _ = try Pattern(source)
            return nil
        } catch {
            return error
        }
    }

    @Test func aPatternMatchesAnywhereUnlessItIsAnchored() throws {
        #expect(try matches("b+", "abbc"))
        #expect(try matches("", ""))
        #expect(try !matches("^b", "ab"))
        #expect(try !matches("b$", "ba"))
        #expect(try matches("^(ab|cd)$", "cd"))
        #expect(try !matches("^(ab|cd)$", "abcd"))
    }

    @Test func theEndIsTheEndNotALineFeedBeforeIt() throws {
        #expect(try !matches("a$", "a\n"))
        #expect(try !matches("^b", "a\nb"))
    }

    /// Pairs of an expression and a text: what ECMA-262 says, where RE2's own syntax differs or might.
    @Test(
        arguments: [
            ("^\\d{4}\\-\\d{2}$", "2026-08"), ("^\\/a\\/$", "/a/"), ("^\\u00e9$", "é"), ("^\\u{1F30A}$", "🌊"),
            ("^\\uD83C\\uDF0A$", "🌊"), ("^.$", "🌊"), ("^\\x41\\cJ\\0$", "A\n\u{0}"), ("^[\\b]$", "\u{8}"),
            ("^\\s$", "\u{A0}"), ("^\\s$", "\u{FEFF}"), ("^\\s$", "\u{2029}"), ("^[\\s]$", "\u{B}"),
            ("^[^\\S]$", "\u{3000}"), ("^[\\S]$", "x"), ("^[^\\s\\d]+$", "abc"), ("^[\\w-.]+$", "a-b.c"),
            ("^[a\\-z]+$", "a-z"), ("^[]-a]$|^x$", "x"), ("^[^]$", "\n"), ("^[[:alpha:]]$", ":]"),
            ("^[.*+?(){}|^$]+$", ".*+?(){}|^$"), ("^a{,2}$", "a{,2}"), ("^{$", "{"), ("^]}$", "]}"),
            ("^(?<year>\\d+)$", "2026"), ("^(?:a|b)*?$", "abab"), ("^\\p{Lu}\\P{Lu}$", "Éé"),
            ("^\\p{Script=Greek}+$", "αβγ"), ("^a{2,3}$", "aaa"), ("^a{2,}$", "aaaa"),
            ("\\bcat\\b", "a cat."),
            ("^\\$\\.\\^$", "$.^"), ("^\\t\\v\\f\\r$", "\t\u{B}\u{C}\r"), ("^\\D\\W$", "x!"), ("^()$", ""),
        ] as [(String, String)]
    )
    func whatECMAScriptMatchesIsMatched(source: String, text: String) throws {
        #expect(try matches(source, text))
    }

    @Test(
        arguments: [
            ("[]", "a"), ("^.$", "\n"), ("^.$", "\r"), ("^.$", "\u{2028}"), ("^\\d$", "٣"), ("^\\w$", "é"),
            ("^[^\\s]$", "\u{2003}"), ("^\\S$", "\u{A0}"), ("^[\\S]$", "\u{A0}"), ("^[^\\W]$", "!"),
            ("\\Bcat", "a cat"), ("^a{2,3}$", "aaaa"), ("^[^a-c]$", "b"), ("A", "a"),
        ] as [(String, String)]
    )
    func whatECMAScriptDoesNotMatchIsNotMatched(source: String, text: String) throws {
        #expect(try !matches(source, text))
    }

    @Test(
        arguments: [
            ("a(?=b)", 1, "lookahead is not supported"), ("(?!a)", 0, "lookahead is not supported"),
            ("(?<=a)b", 0, "lookbehind is not supported"), ("(?<!a)b", 0, "lookbehind is not supported"),
            ("(a)\\1", 3, "backreferences are not supported"),
            ("(?<n>a)\\k<n>", 7, "backreferences are not supported"),
            ("(?i)a", 0, "this kind of group is not supported"), ("(a", 0, "'(' without ')'"),
            ("a)", 1, "')' without '('"),
            ("x[a-", 1, "'[' without ']'"), ("[z-a]", 1, "the range is in the wrong order"),
            ("^*", 1, "nothing to repeat"),
            ("a**", 2, "nothing to repeat"), ("{2}", 0, "nothing to repeat"), ("a|+", 2, "nothing to repeat"),
            ("a\\", 1, "nothing follows the backslash"), ("\\Z", 0, "'\\Z' is no escape of ECMA-262"),
            ("\\a", 0, "'\\a' is no escape of ECMA-262"), ("\\u12", 0, "4 hexadecimal digits must follow"),
            ("\\uD800", 0, "half of a surrogate pair"), ("\\uDC00", 0, "half of a surrogate pair"),
            ("\\uD800\\u0041", 0, "half of a surrogate pair"), ("\\u{}", 0, "'\\u{' must name a code point"),
            ("\\u{110000}", 0, "'\\u{' must name a code point"), ("\\c1", 0, "a letter must follow '\\c'"),
            ("\\x4", 0, "2 hexadecimal digits must follow"),
            ("\\p{Lu", 0, "the property's name does not end"),
            ("a{1001}", 0, "repeats more than 1000 times, which is not supported"),
            ("xa{3,2}", 1, "repeats at least 3 times but no more than 2"),
        ] as [(String, Int, String)]
    )
    func whatCannotBeMatchedIsRefusedWithItsPlace(source: String, position: Int, reason: String) {
        let refusal = refusal(source)
        #expect(refusal?.source == source)
        #expect(refusal?.position == position)
        #expect(refusal?.reason == reason)
    }

    @Test func aRefusalReadsAsASentence() {
        #expect(
            refusal("ab(?=c)")?.description == "pattern 'ab(?=c)', character 3: lookahead is not supported"
        )
    }

    @Test func whatOnlyRE2RefusesIsToldInItsWords() throws {
        let nested = try #require(refusal("(a{100}){100}"))
        #expect(nested.reason.hasPrefix("invalid repetition size"))
        let unknown = try #require(refusal("\\p{Klingon}"))
        #expect(unknown.reason.contains("Klingon"))
    }

    @Test func sizeAndNestingAreBounded() throws {
        let long = try #require(refusal(String(repeating: "a", count: 10_001)))
        #expect(long.reason == "is 10001 characters long, at most 10000 are taken")
        let deep = String(repeating: "(", count: 101) + String(repeating: ")", count: 101)
        #expect(refusal(deep)?.reason == "groups nest deeper than 100 levels")
        let huge = try #require(refusal("\\p{L}{1000}"))
        #expect(huge.reason.contains("too large"))
    }

    /// Each of these takes a backtracking matcher longer than the universe has lasted.
    @Test(arguments: ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "^(.*)*b$", "(x+x+)+y"])
    func aMegabyteIsMatchedInLinearTime(source: String) throws {
        let text = String(repeating: "a", count: 1 << 20) + "!"
        #expect(try !matches(source, text))
    }

    @Test func bytesThatAreNotUTF8AreMatchedByNothing() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62]
        #expect(try Pattern("a").matches(anywhereIn: bytes.span))
        #expect(try !Pattern("a[^]b").matches(anywhereIn: bytes.span))
        #expect(try !Pattern("a").matches(anywhereIn: bytes.span.extracting(0..<0)))
    }

    @Test func anyTaskMayMatchWithTheSamePattern() async throws {
        let pattern = try Pattern("^[a-z]+\\d{2,4}$")
        let matched = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { @concurrent in
                    (0..<2_000).count { pattern.matches(anywhereIn: "task\($0 % 20)") }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(matched == 4_000, "of 0 to 19 ten have two digits")
    }
}
