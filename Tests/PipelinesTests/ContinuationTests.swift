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

    /// A run that a client reads, and whose model says what a test wants.
    private struct Run {
        let provider = ScriptedProvider()
        let bench: PipelineBench
        let reader: EventReader

        /// Three days, by the file with something else in it.
        init(replacing old: String = "", with new: String = "") throws {
            let text = old.isEmpty ? ContinuationTests.text : ContinuationTests.text.replacing(old, with: new)
            bench = try PipelineBench(text, asking: provider)
            bench.input = ["days": 3]
            reader = bench.read()
        }

        var prompts: [String] { provider.calls.map(\.request.prompt) }
        var partials: [JSONValue] { reader.events.filter { $0.event == "partial" }.map(\.value) }

        /// The newest call says more, and goes on.
        func say(_ text: String) {
            provider.calls.last?.say(text)
            bench.settle()
        }

        /// The newest call says more, and breaks off.
        func fail(_ text: String, _ type: ErrorType = .providerTruncated) {
            provider.calls.last?.say(text)
            provider.calls.last?.fail(type)
            bench.settle()
        }

        /// The newest call says more, and is done.
        func finish(_ text: String, _ reason: FinishReason = .stop) {
            provider.calls.last?.say(text)
            provider.calls.last?.finish(reason)
            bench.settle()
        }
    }

    @Test func eachElementIsAnnouncedTheMomentItCloses() throws {
        let run = try Run()
        run.say("{\"title\":\"T\",\"days\":[{\"day\":1")
        #expect(run.partials.map { $0["path"] } == ["/title"])
        run.say("},{\"day\":2}")
        let partials = run.partials
        #expect(partials.map { $0["path"] } == ["/title", "/days/0", "/days/1"])
        #expect(partials[2]["value"] == ["day": 2])
        #expect(partials[2]["element"] == 1 && partials[2]["elements"] == 3)
        #expect(partials[0]["element"] == nil)
    }

    @Test(arguments: [true, false])
    func anAnswerThatWasCutIsGoneOnWith(byBudget: Bool) throws {
        let run = try Run()
        let cut = "{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},{\"da"
        if byBudget { run.finish(cut, .length) } else { run.fail(cut) }
        let retry = try #require(run.reader.last("step_retry"))
        #expect(retry["kept"] == 2 && retry["wait_ms"] == 0)
        #expect(
            run.prompts[1] == "Go on behind 2 in {\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2}]}"
        )
        run.finish("{\"title\":\"T\",\"days\":[{\"day\":3}]}")
        let end = try #require(run.reader.last("generation_complete"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2], ["day": 3]]])
        let last = run.partials.last { $0["element"] != nil }
        #expect(last?["path"] == "/days/2" && last?["element"] == 2)
        // Pieces and their length count on.
        let chunks = run.reader.all.filter { $0.event == "delta" }.compactMap { $0.value["chunk"]?.integer }
        #expect(chunks == [1, 2])
    }

    @Test func roundsAreBoundedAndWhatIsCompleteStays() throws {
        let run = try Run()
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":1},")
        run.fail("{\"days\":[{\"day\":2},")
        run.fail("{\"days\":[")
        #expect(run.prompts.count == 3)
        let end = try #require(run.reader.last("generation_error"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2]]])
        #expect(end["missing"] == ["plan"])
    }

    @Test func withoutOneCompleteElementNothingIsKept() throws {
        let run = try Run()
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":")
        #expect(run.prompts.count == 1)
        #expect(run.bench.fault?.type == .providerTruncated)
    }

    @Test func anElementThatIsWrongIsNeitherAnnouncedNorKept() throws {
        let run = try Run()
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":1},")
        // The title again, in other words, and a day that is none.
        run.say("{\"title\":\"U\",\"days\":[{\"day\":2},{\"day\":\"three\"},")
        #expect(run.provider.calls[1].wasCancelled)
        #expect(run.reader.last("step_retry")?["error_type"] == "output_schema")
        #expect(run.reader.last("step_retry")?["kept"] == 2)
        #expect(run.partials.map { $0["path"] } == ["/title", "/days/0", "/days/1"])
        run.finish("{\"days\":[{\"day\":3}]}")
        #expect(
            run.reader.last("generation_complete")?["result"]
                == ["title": "T", "days": [["day": 1], ["day": 2], ["day": 3]]]
        )
    }

    @Test func anotherListThatWasCutIsWrittenAnew() throws {
        let run = try Run(
            replacing: "title: {type: string}",
            with: "title: {type: string}\n        tips: {type: array}"
        )
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},{\"day\":3}],\"tips\":[\"a\",\"b")
        #expect(!run.prompts[1].contains("tips"))
        run.finish("{\"days\":[],\"tips\":[\"a\",\"b\",\"c\"]}")
        let result = try #require(run.reader.last("generation_complete")?["result"])
        #expect(result["tips"] == ["a", "b", "c"])
        #expect(result["days"]?.array?.count == 3)
    }

    @Test func whatIsCompleteStaysWhenItIsCalledOff() throws {
        let run = try Run()
        run.say("{\"title\":\"T\",\"days\":[{\"day\":1},{\"day\":2},")
        run.bench.generation?.cancel(reason: "enough")
        run.bench.settle()
        let end = try #require(run.reader.last("generation_cancelled"))
        #expect(end["result"] == ["title": "T", "days": [["day": 1], ["day": 2]]])
        #expect(end["missing"] == ["plan"])
    }

    @Test func whoHasTooMuchToDoIsNotAskedAgainAtOnce() throws {
        let run = try Run(replacing: "prompt: Plan", with: "retry: {attempts: 2, wait: 2s}\n    prompt: Plan")
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":1},", .providerOverloaded)
        #expect(run.reader.last("step_retry")?["kept"] == 1)
        #expect((run.reader.last("step_retry")?["wait_ms"]?.integer ?? 0) >= 1_000)
    }

    @Test func theWholeIsHeldToTheSchemaHoweverItCame() throws {
        let run = try Run()
        run.fail("{\"title\":\"T\",\"days\":[{\"day\":1},")
        run.finish("{\"days\":[{\"day\":2}]}")
        // Two days where three are demanded, so there is a second round.
        #expect(run.prompts.count == 3)
        #expect(run.prompts[2].hasPrefix("Go on behind 2 in "))
    }
}
