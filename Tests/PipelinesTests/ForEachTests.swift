import Events
import JSON
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct ForEachTests {
    private static func pipeline(_ body: String, most: Int = 10) -> String {
        """
        name: p
        input:
          schema: {type: object, required: [names], properties: {names: {type: array, items: {type: string}}}}
          example: {names: [a]}
        steps:
          - id: all
            kind: for_each
            over: input.names
            as: name
            at_once: 2
            most: \(most)
            step: \(body)
          - {id: end, kind: transform, template: "{{#steps.all}}({{.}}){{/steps.all}}"}
        """
    }

    private static let model = "{id: one, kind: model, models: [simulator/m], prompt: \"{{index}} {{name}}\"}"

    private static func input(_ names: [String]) -> JSONValue { ["names": .array(names.map { .string($0) })] }

    @Test func elementsAreWorkedOnSeveralAtOnceAndStandInOrder() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(Self.model), asking: provider)
        bench.input = Self.input(["a", "b", "c"])
        let reader = bench.read()
        #expect(provider.calls.map(\.request.prompt) == ["0 a", "1 b"])
        provider.calls[1].say("B")
        provider.calls[1].finish()
        bench.settle()
        #expect(provider.calls.count == 3)
        for (call, text) in [(2, "C"), (0, "A")] {
            provider.calls[call].say(text)
            provider.calls[call].finish()
        }
        bench.settle()
        #expect(reader.last("generation_complete")?["result"] == "(A)(B)(C)")
        #expect(
            reader.story.dropLast(3) == [
                "generation_start", "step_start all", "step_start one [0]", "step_start one [1]",
                "step_complete one [1]", "step_start one [2]", "step_complete one [2]",
                "step_complete one [0]",
                "step_complete all",
            ]
        )
        let part = try #require(
            reader.events.first { $0.event == "step_start" && $0.value["index"] == 1 }?.value
        )
        #expect(part["parent"] == "all" && part["count"] == 3)
        let delta = try #require(reader.all.first { $0.event == "delta" }?.value)
        #expect(delta["parent"] == "all" && delta["index"] == 1)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total", "step=\"one\",outcome=\"ok\"") == 3)
        #expect(scrape.sum("penstock_steps_total", "step=\"all\",outcome=\"ok\"") == 1)
    }

    @Test func noElementsAreDoneAtOnce() throws {
        let bench = try PipelineBench(Self.pipeline(Self.model), asking: ScriptedProvider())
        bench.input = Self.input([])
        let reader = bench.read()
        bench.settle()
        #expect(reader.last("generation_complete")?["result"] == "")
    }

    @Test func aBodyThatAsksNobodyIsDoneAtOnce() throws {
        let body = "{id: one, kind: transform, template: \"{{index}}{{name}}\"}"
        let bench = try PipelineBench(Self.pipeline(body), asking: ScriptedProvider())
        bench.input = Self.input(["x", "y", "z"])
        let reader = bench.read()
        bench.settle()
        #expect(reader.last("generation_complete")?["result"] == "(0x)(1y)(2z)")
    }

    @Test func aThousandBodiesThatAreDoneAtOnceAreDoneOneAfterTheOther() throws {
        let body = "{id: one, kind: transform, template: \"{{index}}\"}"
        let bench = try PipelineBench(Self.pipeline(body, most: 1_000), asking: ScriptedProvider())
        bench.input = Self.input(Array(repeating: "x", count: 1_000))
        bench.start()
        #expect(bench.outcomes == [.complete])
        #expect(Scrape(bench.registry).sum("penstock_steps_total", "step=\"one\",outcome=\"ok\"") == 1_000)
    }

    @Test func timeoutsOfALaterElementAreKept() throws {
        let provider = ScriptedProvider()
        let body = Self.model.replacing("prompt:", with: "timeouts: {first_token: 200ms}, prompt:")
        let text = Self.pipeline(body).replacing("at_once: 2", with: "at_once: 1")
        let bench = try PipelineBench(text, asking: provider)
        bench.input = Self.input(["a", "b"])
        bench.start()
        bench.advance(.milliseconds(100))
        provider.calls[0].finish()
        bench.advance(.milliseconds(199))
        #expect(bench.summaries.isEmpty)
        bench.advance(.milliseconds(1))
        #expect(bench.fault?.type == .timeoutFirstToken)
    }

    @Test func moreElementsThanMayBeFailTheStep() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(Self.model, most: 2), asking: provider)
        bench.input = Self.input(["a", "b", "c"])
        bench.start()
        #expect(bench.fault?.type == .outputLength)
        #expect(provider.calls.isEmpty)
    }

    @Test func anElementThatFailsEndsTheOthers() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(Self.model), asking: provider)
        bench.input = Self.input(["a", "b", "c"])
        let reader = bench.read()
        provider.calls[1].fail(.providerAuth)
        bench.settle()
        #expect(provider.running == 0 && provider.calls.count == 2)
        #expect(reader.story.suffix(3) == ["step_error one [1]", "step_error all", "generation_error"])
        #expect(bench.summaries[0].failedStep == "all")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"error\"") == 2)
        #expect(scrape.sum("penstock_step_failures_total") == 2)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"cancelled\"") == 1)
    }
}
