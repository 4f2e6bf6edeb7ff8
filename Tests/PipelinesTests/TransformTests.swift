import Events
import JSON
import Testing

@testable import Pipelines

@Suite struct TransformTests {
    static let scope: JSONValue = [
        "input": ["topic": "Ships & \"seas\"\n<b>", "n": 3, "tone": "dry"],
        "steps": [
            "facts": ["a": 1, "b": 2], "more": ["b": 3, "c": .null], "list": [1, 2], "others": [3],
            "none": [],
        ],
    ]

    /// What a transform with these keys makes of the scope.
    private static func output(_ keys: String) throws -> JSONValue {
        let pipeline = try PipelineDecoderTests.decode(
            """
            name: p
            steps:
              - {id: facts, kind: model, models: [simulator/w], prompt: x, schema: {}}
              - {id: more, kind: model, models: [simulator/w], prompt: x, schema: {}}
              - {id: list, kind: model, models: [simulator/w], prompt: x, schema: {}}
              - {id: others, kind: model, models: [simulator/w], prompt: x, schema: {}}
              - {id: none, kind: model, models: [simulator/w], prompt: x, schema: {}}
              - {id: gone, kind: model, models: [simulator/w], prompt: x, schema: {}, optional: true}
              - {id: it, kind: transform, \(keys)}
            """
        )
        guard case .transform(let step) = pipeline.steps[6].kind else { return .null }
        return try StepOutput.transform(step, scope)
    }

    @Test(
        arguments: [
            ("template: \"{{input.topic}}\"", "Ships & \"seas\"\n<b>"),
            ("template: \"{{input.topic}}  \\n\\n\\n\\nx\", format: markdown", "Ships & \"seas\"\n<b>\n\nx"),
            (
                "template: \"<i>{{input.topic}}{{{input.topic}}}</i>\", format: html",
                "<i>Ships &amp; &quot;seas&quot;\n&lt;b&gt;Ships & \"seas\"\n<b></i>"
            ),
            (
                "template: '{\"topic\": \"{{input.topic}}\", \"n\": {{input.n}}}', format: json",
                ["topic": "Ships & \"seas\"\n<b>", "n": 3]
            ),
            ("template: '{{{steps.list}}}', format: json", [1, 2]),
            ("fields: {a: \"{{input.tone}}\", b: \"{{input.n}}\"}", ["a": "dry", "b": "3"]),
            (
                "fields: {a: \"<{{input.topic}}>\"}, format: html",
                ["a": "<Ships &amp; &quot;seas&quot;\n&lt;b&gt;>"]
            ),
            ("fields: {a: \"[{{input.n}}]\", b: \"null\"}, format: json", ["a": [3], "b": .null]),
            ("value: steps.facts", ["a": 1, "b": 2]), ("value: steps.gone", .null),
            ("value: steps.list.1", 2), ("value: steps.list.2", .null), ("template: '{{steps.list.0}}'", "1"),
            ("value: count(steps.list)", 2), ("value: 7", 7), ("value: \"not input.tone\"", false),
            (
                "values: {n: input.n, few: input.n < 4, gone: steps.gone}",
                ["n": 3, "few": true, "gone": .null]
            ),
            ("merge: [steps.facts, steps.more]", ["a": 1, "b": 3, "c": .null]),
            ("merge: [steps.more, steps.facts]", ["b": 2, "c": .null, "a": 1]),
            ("merge: [steps.list, steps.none, steps.others]", [1, 2, 3]),
            ("merge: [steps.gone, steps.list]", [1, 2]), ("merge: [steps.gone]", [:]),
        ] as [(String, JSONValue)]
    )
    func aTransformMakesAValue(keys: String, value: JSONValue) throws {
        #expect(try Self.output(keys) == value)
    }

    @Test func whatIsNoJSONIsThePipelinesMistakeAndIsNotQuotedInLogs() {
        #expect {
            _ = try Self.output("template: \"[{{input.tone}}]\", format: json")
        } throws: { error in
            guard let fault = error as? GenerationFault else { return false }
            // The same input makes the same text again.
            return fault.type == .internalBug && !fault.type.isRetryable
                && fault.message.hasPrefix("The text is not JSON: ") && fault.message.contains("'d'")
                && fault.redacted == "The text is not JSON: byte 1 is at fault"
        }
    }

    @Test(arguments: [
        "merge: [steps.facts, steps.list]", "merge: [steps.list, steps.facts]",
        "merge: [steps.facts, steps.facts.a]",
    ])
    func whatIsNeitherListsNorObjectsIsNotMerged(keys: String) {
        #expect(
            throws: GenerationFault(.outputCheckFailed, "What is to be merged is neither lists nor objects")
        ) { try Self.output(keys) }
    }

    @Test func aCheckTellsEverythingThatIsWrongToWhoeverRepairs() throws {
        let pipeline = try PipelineDecoderTests.decode(ValidFile.plan)
        guard case .check(let check) = pipeline.steps[3].kind else { return }
        let good: JSONValue = [
            "input": ["days": 2], "steps": ["days": [["day": 1], ["day": 2]], "facts": ["count": 2]],
        ]
        #expect(StepOutput.violations(check, good).isEmpty)
        let bad: JSONValue = ["input": ["days": 2], "steps": ["days": [], "facts": ["count": 0]]]
        let violations = StepOutput.violations(check, bad)
        #expect(
            violations.map(\.message) == [
                "it has 0 elements and needs at least 1",
                "it does not hold that count(steps.days) == input.days",
                "it does not hold that steps.facts.count > 0",
            ]
        )
        #expect(GenerationFault(failing: violations).type == .outputCheckFailed)
    }
}
