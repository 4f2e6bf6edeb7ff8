import Patterns
import Platform
import Testing
import Verification

@Suite struct PatternSampleTests {
    @Test(
        arguments: [
            "^[a-z]+$", "^\\d{4}-\\d{2}-\\d{2}$", "^(red|green|blue)$", "^#[0-9a-fA-F]{6}$",
            "^[A-Z]{2,3}(-\\d+)?$", "abc",
            "^$", "^[^\"\\\\]*$", "^\\w+@\\w+\\.(com|org)$", "^(a|b(c|d){2})*x?$", "^.{3,8}$", "^\\S+ \\S+$",
            "^é[α-ω]$",
            "^[^a]$", "(^a|b$)", "^\\/v1\\/[^\\s]+$", "^(?:[01]\\d|2[0-3]):[0-5]\\d$",
        ]
    )
    func whatIsSampledIsMatched(source: String) throws {
        let pattern = try Pattern(source)
        var generator = SeededRandomness(seed: 7)
        for _ in 0..<200 {
            let sample = try #require(pattern.sample(length: 0...30, using: &generator))
            #expect(pattern.matches(anywhereIn: sample), "\(sample)")
            #expect(sample.unicodeScalars.count <= 30)
        }
    }

    @Test(arguments: [1...1, 20...20, 3...5, 1_000...1_000, 64...4_096])
    func theLengthIsMetWhereTheExpressionHasRoom(length: ClosedRange<Int>) throws {
        let pattern = try Pattern("^[a-z][a-z0-9]*(_[a-z]+)*$")
        var generator = SeededRandomness(seed: 8)
        for _ in 0..<50 {
            let sample = try #require(pattern.sample(length: length, using: &generator))
            #expect(length.contains(sample.count))
        }
    }

    @Test(arguments: ["^[a-z]{3}$", "[]", "a^", "^\\p{Lu}$", "a\\bb"])
    func whereNoTextIsFoundThereIsNone(source: String) throws {
        var generator = SeededRandomness(seed: 9)
        #expect(try Pattern(source).sample(length: 5...9, using: &generator) == nil)
    }

    @Test func theSameSeedGivesTheSameText() throws {
        let pattern = try Pattern("^[a-z]{8,20}$")
        var first = SeededRandomness(seed: 10)
        var second = SeededRandomness(seed: 10)
        #expect(
            pattern.sample(length: 0...20, using: &first) == pattern.sample(length: 0...20, using: &second)
        )
    }
}
