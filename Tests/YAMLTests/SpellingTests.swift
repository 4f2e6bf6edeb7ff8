import Testing
import YAML

@Suite struct SpellingTests {
    static let names = ["label", "model", "prompt", "timeout", "temperature", "on"]

    @Test(
        arguments: [
            ("promt", "prompt"), ("Prompt", "prompt"), ("modle", "model"), ("time_out", "timeout"),
            ("temprature", "temperature"), ("no", "on"), ("colour", nil), ("", nil), ("x", nil),
            (String(repeating: "prompt", count: 1_000), nil),
        ] as [(String, String?)]
    )
    func theNearestNameIsMeantIfItIsNear(word: String, name: String?) {
        #expect(Spelling.nearest(to: word, among: Self.names) == name)
    }
}
