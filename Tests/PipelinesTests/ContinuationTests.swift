import Events
import JSON
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct ContinuationTests {
    private static let text = """
        name: p
        input:
          schema: {type: object, required: [days], properties: {days: {type: integer}}}
          example: {days: 3}
        steps:
          - id: plan
            kind: model
            models: [simulator/m]
            prompt: Plan {{input.days}} days
            timeouts: {first_token: 5s, idle: 3s, total: 60s}
            schema:
              type: object
              required: [title, days]
              properties:
                title: {type: string}
                days: {type: array, minItems: 3, items: {type: object, required: [day], properties: {day: {type: integer}}}}
            elements:
              list: days
              count: input.days
              continue: {rounds: 2, prompt: "Go on behind {{kept}} in {{written}}"}
        """

    private static func bench(_ provider: ScriptedProvider) throws -> PipelineBench {
        let bench = try PipelineBench(text, asking: provider)
        bench.input = ["days": 3]
        return bench
    }

    @Test func eachElementIsAnnouncedTheMomentItCloses() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1")
        bench.settle()
        #expect(reader.events.filter { $0.event == "partial" }.map { $0.value["path"] } == ["/title"])
        provider.calls[0].say("},{\"day\":2}")
        bench.settle()
        let partials = reader.events.filter { $0.event == "partial" }.map(\.value)
        #expect(partials.map { $0["path"] } == ["/title", "/days/0", "/days/1"])
        #expect(partials[2]["value"] == ["day": 2])
        #expect(partials[2]["element"] == 1 && partials[2]["elements"] == 3)
        #expect(partials[0]["element"] == nil)
    }

    @Test(arguments: [true, false])
    func anAnswerThatWasCutIsGoneOnWith(byBudget: Bool) throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},{\"da")
        if byBudget { provider.calls[0].finish(.length) } else { provider.calls[0].fail(.providerTruncated) }
        bench.settle()
        let retry = try #require(reader.last("step_retry"))
        #expect(retry["kept"] == 2 && retry["wait_ms"] == 0)
        #expect(
            provider.calls[1].request.prompt
                == "Go on behind 2 in {\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2}]}"
        )
        provider.calls[1].say("{\"title\":\"T\",\"days\":[{\"day\":3}]}")
        provider.calls[1].finish()
        bench.settle()
        let end = try #require(reader.last("generation_complete"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2], ["day": 3]]])
        let last = reader.events.filter { $0.event == "partial" && $0.value["element"] != nil }.last?.value
        #expect(last?["path"] == "/days/2" && last?["element"] == 2)
        // Pieces and their length count on.
        let chunks = reader.all.filter { $0.event == "delta" }.compactMap { $0.value["chunk"]?.integer }
        #expect(chunks == [1, 2])
    }

    @Test func roundsAreBoundedAndWhatIsCompleteStays() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},")
        provider.calls[0].fail(.providerTruncated)
        bench.settle()
        provider.calls[1].say("{\"days\":[{\"day\":2},")
        provider.calls[1].fail(.providerTruncated)
        bench.settle()
        provider.calls[2].say("{\"days\":[")
        provider.calls[2].fail(.providerTruncated)
        bench.settle()
        #expect(provider.calls.count == 3)
        let end = try #require(reader.last("generation_error"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2]]])
        #expect(end["missing"] == ["plan"])
    }

    @Test func withoutOneCompleteElementNothingIsKept() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        bench.start()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":")
        provider.calls[0].fail(.providerTruncated)
        bench.settle()
        #expect(provider.calls.count == 1)
        #expect(bench.fault?.type == .providerTruncated)
    }

    @Test func anElementThatIsWrongIsNeitherAnnouncedNorKept() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},")
        provider.calls[0].fail(.providerTruncated)
        bench.settle()
        // The title again, in other words, and a day that is none.
        provider.calls[1].say("{\"title\":\"U\",\"days\":[{\"day\":2},{\"day\":\"three\"},")
        bench.settle()
        #expect(provider.calls[1].wasCancelled)
        #expect(reader.last("step_retry")?["error_type"] == "output_schema")
        #expect(reader.last("step_retry")?["kept"] == 2)
        let paths = reader.events.filter { $0.event == "partial" }.map { $0.value["path"] }
        #expect(paths == ["/title", "/days/0", "/days/1"])
        provider.calls[2].say("{\"days\":[{\"day\":3}]}")
        provider.calls[2].finish()
        bench.settle()
        #expect(
            reader.last("generation_complete")?["result"]
                == ["title": "T", "days": [["day": 1], ["day": 2], ["day": 3]]]
        )
    }

    @Test func anotherListThatWasCutIsWrittenAnew() throws {
        let provider = ScriptedProvider()
        let text = Self.text.replacing(
            "title: {type: string}",
            with: "title: {type: string}\n        tips: {type: array}"
        )
        let bench = try PipelineBench(text, asking: provider)
        bench.input = ["days": 3]
        let reader = bench.read()
        provider.calls[0].say(
            "{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},{\"day\":3}],\"tips\":[\"a\",\"b"
        )
        provider.calls[0].fail(.providerTruncated)
        bench.settle()
        #expect(!provider.calls[1].request.prompt.contains("tips"))
        provider.calls[1].say("{\"days\":[],\"tips\":[\"a\",\"b\",\"c\"]}")
        provider.calls[1].finish()
        bench.settle()
        #expect(reader.last("generation_complete")?["result"]?["tips"] == ["a", "b", "c"])
        #expect(reader.last("generation_complete")?["result"]?["days"]?.array?.count == 3)
    }

    @Test func whatIsCompleteStaysWhenItIsCalledOff() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},")
        bench.generation?.cancel(reason: "enough")
        bench.settle()
        let end = try #require(reader.last("generation_cancelled"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2]]])
        #expect(end["missing"] == ["plan"])
    }

    @Test func whoHasTooMuchToDoIsNotAskedAgainAtOnce() throws {
        let provider = ScriptedProvider()
        let text = Self.text.replacing(
            "prompt: Plan",
            with: "retry: {attempts: 2, wait: 2s}\n    prompt: Plan"
        )
        let bench = try PipelineBench(text, asking: provider)
        bench.input = ["days": 3]
        let reader = bench.read()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},")
        provider.calls[0].fail(.providerOverloaded)
        bench.settle()
        #expect(reader.last("step_retry")?["kept"] == 1)
        #expect((reader.last("step_retry")?["wait_ms"]?.integer ?? 0) >= 1_000)
    }

    @Test func theWholeIsHeldToTheSchemaHoweverItCame() throws {
        let provider = ScriptedProvider()
        let bench = try Self.bench(provider)
        bench.start()
        provider.calls[0].say("{\"title\":\"T\",\"days\":[{\"day\":1},")
        provider.calls[0].fail(.providerTruncated)
        bench.settle()
        provider.calls[1].say("{\"days\":[{\"day\":2}]}")
        provider.calls[1].finish()
        bench.settle()
        // Two days where three are demanded, so there is a second round.
        #expect(provider.calls.count == 3)
        #expect(provider.calls[2].request.prompt.hasPrefix("Go on behind 2 in "))
    }
}
