import JSON
import Testing

@testable import Providers

@Suite struct SimulatedReadingTests {
    struct Prompt: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var counts: [String: Int] = [:]
        var firstNumbers: [String: Int] = [:]
    }

    @Test(arguments: [
        Prompt(testDescription: "Write a poem."),
        Prompt(testDescription: ""),
        Prompt(testDescription: "`", counts: [:]),
        Prompt(testDescription: "`days` has 7 elements.", counts: ["days": 7]),
        Prompt(testDescription: "The list `days` has 7\nelements, no more", counts: ["days": 7]),
        Prompt(testDescription: "`days` has many elements"),
        Prompt(testDescription: "`days` has -1 elements"),
        Prompt(testDescription: "`days` has 1001 elements"),
        Prompt(testDescription: "`days` has 99999999999999999999 elements"),
        Prompt(testDescription: "days has 7 elements"),
        Prompt(testDescription: "``has 7 elements"),
        Prompt(testDescription: "an odd ` and `days` has 7 elements", counts: ["days": 7]),
        Prompt(testDescription: "`days` has 3 elements. No: `days` has 4 elements", counts: ["days": 4]),
        Prompt(testDescription: "`day` counts from 1", firstNumbers: ["day": 1]),
        Prompt(testDescription: "`day` counts from here"),
        Prompt(
            testDescription: "`days` has 7 elements; their `day` counts from 1, `a` has 2 elements",
            counts: ["days": 7, "a": 2],
            firstNumbers: ["day": 1]
        ),
        Prompt(
            testDescription: "`days` has 7 elements, of which 3 are written; their `day` counts from 1.",
            counts: ["days": 4],
            firstNumbers: ["day": 4]
        ),
        Prompt(testDescription: "`days` has 7 elements of which 9 are written", counts: ["days": 0]),
        Prompt(testDescription: "`days` has 7 elements of which some are written", counts: ["days": 7]),
    ])
    func aPromptIsUnderstoodLikeThis(prompt: Prompt) {
        let outline = SimulatedReading.outline(of: prompt.testDescription)
        #expect(outline.counts == prompt.counts)
        #expect(outline.firstNumbers == prompt.firstNumbers)
    }
}
