import Events
import JSON
import Platform
import Providers
import Testing
import YAML

@testable import Pipelines

/// What the keys of steps come to.
@Suite struct StepDecoderTests {
    private let whole: Pipeline
    private let plan: Pipeline

    init() throws {
        whole = try PipelineDecoderTests.decode(ValidFile.whole)
        plan = try PipelineDecoderTests.decode(ValidFile.plan)
    }

    private func model(_ id: String, _ pipeline: Pipeline) throws -> ModelStep {
        guard case .model(let step)? = pipeline.steps.first(where: { $0.id == id })?.kind else {
            throw Missing()
        }
        return step
    }

    private struct Missing: Error {}

    @Test func stepsNeedAllEarlierOnesUnlessTheySayOtherwise() {
        #expect(whole.steps.map(\.needs) == [[], [0], [], [1, 2]])
        #expect(plan.steps.prefix(4).map(\.needs) == [[], [0], [0, 1], [0, 1, 2]])
    }

    @Test func conditionsAndOptionsAreRead() {
        #expect(whole.steps.map { $0.condition?.source } == [nil, nil, "input.tone == \"formal\"", nil])
        #expect(whole.steps.map(\.isOptional) == [false, false, true, false])
    }

    @Test func whatIsToldOfAnOutputIsATemplate() throws {
        let completed = try #require(whole.steps[0].completed)
        #expect(try completed.render(["output": ["aim": "joy"]] as JSONValue, limit: 100) == "It aims at joy")
        #expect(whole.steps[1].completed == nil)
        let counted = try #require(plan.steps[0].completed)
        let output: JSONValue = ["title": "Bread", "days": [[:], [:]]]
        #expect(try counted.render(["output": output] as JSONValue, limit: 100) == "Bread: 2 days")
    }

    @Test func retriesAreReadOrPreset() {
        #expect(
            whole.steps[2].retry
                == RetryPolicy(
                    attempts: 3,
                    first: .seconds(1),
                    longest: .seconds(4),
                    errors: [.timeoutFirstToken, .timeoutIdle, .timeoutStep, .providerDNS]
                )
        )
        #expect(whole.steps[0].retry == .never)
        let body = plan.steps[plan.steps.count - 2]
        #expect(body.id == "one")
        #expect(body.retry.attempts == 2)
        #expect(body.retry.first == .milliseconds(500))
        #expect(body.retry.longest == .seconds(10))
        #expect(body.retry.errors.isSuperset(of: [.providerRateLimited, .timeoutIdle, .outputSchema]))
        #expect(body.retry.errors.allSatisfy { $0.isRetryable })
        #expect(!body.retry.errors.contains(.timeoutGeneration))
    }

    @Test func aModelIsChosenByTheFirstConditionThatHolds() throws {
        let step = try model("plan", plan)
        #expect(step.models(in: ["input": ["days": 8]]).map(\.model) == ["large", "small"])
        #expect(step.models(in: ["input": ["days": 7]]).map(\.model) == ["small"])
        // What nobody is configured to answer is passed over.
        #expect(try model("brief", whole).models(in: .null).map(\.description) == ["simulator/a"])
    }

    @Test(arguments: [
        (JSONValue.integer(3), 2_600), (0, 500), (-4, 500), (.null, 500), ("many", 500), (2.5, 2_600),
        (1_000_000, 32_000), (1e300, 32_000), (45, 32_000), (44, 31_300),
    ])
    func aBudgetFollowsTheInput(days: JSONValue, tokens: Int) throws {
        let budget = try #require(try model("plan", plan).maxTokens)
        #expect(budget.tokens(in: ["input": ["days": days]]) == tokens)
    }

    @Test func elementsAndTheirContinuationAreRead() throws {
        let elements = try #require(try model("plan", plan).elements)
        #expect(elements.name == "days")
        #expect(elements.count?.value(in: ["input": ["days": 3]]) == 3)
        #expect(elements.continuation?.rounds == 5)
        let known: JSONValue = ["kept": 2, "written": ["days": [1, 2]]]
        #expect(
            try elements.continuation?.prompt.render(known, limit: 100)
                == "Go on behind 2 days: {\"days\":[1,2]}"
        )
    }

    @Test func aRepairRunsTheTransformsAgainThatMakeWhatIsChecked() throws {
        guard case .check(let check) = plan.steps[3].kind else { throw Missing() }
        let repair = try #require(check.repair)
        #expect(repair.step == 0)
        // "facts" is not the value, but a rule looks at it.
        #expect(repair.between == [1, 2])
        #expect(repair.rounds == 2)
        #expect(plan.facts.steps[3].repairPercents == 60...70)
        let known: JSONValue = ["reasons": ["a", "b"], "previous": "x", "round": 1]
        #expect(try repair.prompt.render(known, limit: 100) == "x is wrong: a; b;  (1)")
        #expect(try repair.message.render(known, limit: 100) == "Repairing, round 1")
        #expect(check.rules.count == 4)
    }

    @Test func bodiesStandBehindTheStepsOfThePipeline() throws {
        let ids = [
            "plan", "days", "facts", "checked", "texts", "upper", "object", "list", "json", "markdown", "one",
            "each",
        ]
        #expect(plan.steps.map(\.id) == ids)
        #expect(plan.facts.steps.map(\.id) == ids)
        #expect(plan.facts.steps.map(\.parent) == Array(repeating: nil, count: 10) + [4, 5])
        #expect(plan.selection.steps == Array(0..<10))
        guard case .forEach(let texts) = plan.steps[4].kind, case .forEach(let upper) = plan.steps[5].kind
        else {
            throw Missing()
        }
        #expect([texts.body, upper.body] == [10, 11])
        #expect([texts.name, upper.name] == ["day", "item"])
        #expect([texts.atOnce, upper.atOnce] == [2, 4])
        #expect([texts.elementsMax, upper.elementsMax] == [31, 100])
        #expect(texts.over.description == "steps.days")
        #expect(plan.facts.steps[10].expected == .seconds(2))
    }

    @Test func aRouteMayRunAPartOfThePipeline() {
        #expect(whole.selection.steps == [0, 1, 2, 3])
        #expect(whole.routes.map(\.selection.steps) == [[0, 1, 2, 3], [0], [1, 2, 3]])
        #expect(whole.routes.map { $0.selection.given.map(\.step) } == [[], [], [0]])
        #expect(whole.routes[2].selection.given[0].value.description == "input.brief")
        #expect(whole.routes[1].input.schema.validate(["topic": "t"]).isEmpty)
        #expect(!whole.routes[2].input.schema.validate(["topic": "t"]).isEmpty)
    }

    @Test func aResultIsAPathOrSeveral() {
        let scope: JSONValue = ["steps": ["brief": 1, "text": 2, "joined": ["page": 3]]]
        #expect(whole.selection.result.value(in: scope) == ["brief": 1, "page": 3])
        #expect(
            whole.routes.map { $0.selection.result.value(in: scope) } == [
                ["brief": 1, "page": 3], 1, ["text": 2],
            ]
        )
        #expect(plan.selection.result.value(in: ["steps": ["markdown": "m"]]) == "m")
    }

    @Test func waitsGrowAndAreJittered() {
        let policy = RetryPolicy(attempts: 9, first: .seconds(1), longest: .seconds(5), errors: [])
        var random = SeededRandomness(seed: 7)
        for (attempt, most) in [(1, 1), (2, 2), (3, 4), (4, 5), (9, 5), (1_000_000, 5)] {
            let waits = (0..<200).map { _ in policy.wait(after: attempt, random: &random) }
            #expect(waits.allSatisfy { (.seconds(most) / 2)...(.seconds(most)) ~= $0 })
            #expect(Set(waits).count > 190)
        }
        let eager = RetryPolicy(attempts: 2, first: .zero, longest: .zero, errors: [])
        #expect(eager.wait(after: 1, random: &random) == .zero)
    }
}
