import Events
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct StepOutputTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: [String]
        var reason = FinishReason.stop
        let type: ErrorType?
        /// Whether the model need not say more.
        var isHopeless = false
        let message: String
    }

    static let answers = [
        Answer(testDescription: "good", text: ["{\"n\"", ":1}"], type: nil, message: ""),
        Answer(
            testDescription: "no JSON",
            text: ["Sure! {\"n\":1}"],
            type: .outputNotJSON,
            isHopeless: true,
            message: "The answer is not JSON: the answer is prose, not JSON (byte 0)"
        ),
        Answer(
            testDescription: "nothing at all",
            text: [],
            type: .outputNotJSON,
            message: "The answer is not JSON: the text ends where a value was expected"
        ),
        Answer(
            testDescription: "something behind it",
            text: ["{\"n\":1}", " Bye!"],
            type: .outputNotJSON,
            isHopeless: true,
            message: "The answer is not JSON: "
        ),
        Answer(
            testDescription: "another shape",
            text: ["{\"n\":\"1\",\"m\":2}"],
            type: .outputSchema,
            isHopeless: true,
            message: "The answer does not satisfy its schema: /n "
        ),
        Answer(
            testDescription: "cut by the budget, though it is whole",
            text: ["{\"n\":1}"],
            reason: .length,
            type: .outputLength,
            message: "The answer was cut off at its output budget"
        ),
        Answer(
            testDescription: "withheld",
            text: ["{\"n\":"],
            reason: .contentFilter,
            type: .providerContentFiltered,
            message: "The provider withheld the answer"
        ),
    ]

    @Test(arguments: answers)
    func aStructuredAnswerIsHeldToItsSchema(answer: Answer) throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - id: a
                kind: model
                models: [simulator/w]
                prompt: x
                schema:
                  type: object
                  required: [n]
                  properties: {n: {type: integer}}
                  additionalProperties: false
            """,
            asking: provider
        )
        bench.start()
        #expect(provider.calls[0].request.schema != nil)
        for piece in answer.text { provider.calls[0].say(piece) }
        provider.calls[0].finish(answer.reason)
        bench.simulated.settle()
        #expect(bench.outcomes == [answer.type == nil ? .complete : .error])
        #expect(bench.fault?.type == answer.type)
        #expect(bench.fault?.message.hasPrefix(answer.message) ?? true, "\(bench.fault?.message ?? "")")
        #expect(bench.summaries[0].usage == Usage(input: 10, output: answer.text.count))
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total") == 1)
        #expect(scrape.sum("penstock_tokens_total", "kind=\"input\"") == 10)
        // The provider did what it was asked, whatever the answer is worth, unless it was clear before the end.
        let outcome = answer.isHopeless ? "cancelled" : "ok"
        #expect(scrape.sum("penstock_provider_requests_total", "outcome=\"\(outcome)\"") == 1)
        #expect(provider.calls[0].wasCancelled == answer.isHopeless)
    }

    /// Prompts and answers are nobody's but the client's.
    @Test func whatLogsAndSpansAreToldQuotesNoAnswer() throws {
        for (text, redacted) in [
            (
                "{\"n\":4111,\"secret\":2}",
                "does not satisfy its schema: /n violates 'maximum'"
            ),
            ("{\"secret\":1,\"n\":2}", "does not satisfy its schema: /* violates 'additionalProperties'"),
            ("{\"n\":\u{1}secret}", "is not JSON: another byte where a value was expected (byte 5)"),
        ] {
            let provider = ScriptedProvider()
            let bench = try PipelineBench(
                """
                name: p
                steps:
                  - id: a
                    kind: model
                    models: [simulator/w]
                    prompt: x
                    schema: {type: object, properties: {n: {maximum: 3}}, additionalProperties: false}
                """,
                asking: provider
            )
            bench.start()
            provider.calls[0].say(text)
            provider.calls[0].finish(.stop)
            bench.simulated.settle()
            #expect(bench.fault?.redacted == "The answer \(redacted)")
            #expect(bench.fault?.message != bench.fault?.redacted)
        }
    }

    @Test func textMayEndByLength() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            "name: p\nsteps: [{id: a, kind: model, models: [simulator/w], prompt: x}]",
            asking: provider
        )
        bench.start()
        provider.calls[0].say("Half a sent")
        provider.calls[0].finish(.length)
        #expect(bench.outcomes == [.complete])
    }

    @Test func aProvidersFaultIsTheGenerationsFault() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            "name: p\nsteps: [{id: a, kind: model, models: [simulator/w], prompt: x}]",
            asking: provider
        )
        let client = bench.connect()
        provider.calls[0].say("a")
        provider.calls[0].fail(.providerOverloaded)
        bench.simulated.settle()
        #expect(bench.fault == GenerationFault(.providerOverloaded, "It failed"))
        #expect(bench.summaries[0].failedStep == "a")
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(
            blocks.map(\.event) == [
                "generation_start", "step_start", "delta", "step_error", "generation_error",
            ]
        )
        #expect(blocks[4].value["missing"] == ["a"])
        #expect(blocks[4].value["error_type"] == "provider_overloaded")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_provider_requests_total", "error_type=\"provider_overloaded\"") == 1)
        #expect(scrape.sum("penstock_tokens_total", "kind=\"output\"") == 1)
    }

    @Test func aFailedCheckSaysEverythingThatIsWrong() throws {
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - {id: a, kind: transform, template: "# One\\n\\nno nonsense"}
              - id: b
                kind: check
                value: steps.a
                rules: {length: {min: 100}, sections: [One, Two], forbidden: [nonsense], pattern: "^x"}
            """,
            asking: ScriptedProvider()
        )
        bench.start()
        #expect(
            bench.fault
                == GenerationFault(
                    .outputCheckFailed,
                    "The result did not pass its check: it has 18 characters and needs at least 100; "
                        + "the section \"Two\" is missing; it must not contain \"nonsense\"; "
                        + "it does not match ^x"
                )
        )
        #expect(bench.summaries[0].failedStep == "b")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total", "step=\"a\"", "outcome=\"ok\"") == 1)
        #expect(scrape.sum("penstock_steps_total", "step=\"b\"", "outcome=\"error\"") == 1)
        #expect(scrape.sum("penstock_steps_total") == 2)
    }

    @Test func aModelThatSaysTooMuchIsStopped() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            "name: p\nsteps: [{id: a, kind: model, models: [simulator/w], prompt: x}]",
            asking: provider
        )
        bench.start()
        let piece = String(repeating: "x", count: 1 << 20)
        for _ in 0..<4 { provider.calls[0].say(piece) }
        #expect(bench.outcomes == [])
        provider.calls[0].say("x")
        #expect(bench.fault?.type == .outputLength)
        #expect(provider.calls[0].wasCancelled)
        provider.calls[0].say("x")
        #expect(bench.summaries.count == 1)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func allStepsTogetherSayNoMoreThanTheLogHolds() throws {
        let provider = ScriptedProvider()
        let steps = (0..<6).map { "  - {id: s\($0), kind: model, models: [simulator/w], prompt: x}" }
        let bench = try PipelineBench(
            "name: p\nsteps:\n" + steps.joined(separator: "\n"),
            asking: provider
        )
        bench.start()
        let piece = String(repeating: "x", count: 1 << 20)
        for step in 0..<4 {
            for _ in 0..<4 { provider.calls[step].say(piece) }
            provider.calls[step].finish()
        }
        #expect(bench.outcomes == [])
        provider.calls[4].say("x")
        #expect(bench.fault == GenerationFault(.outputLength, "The models said too much"))
        #expect(bench.summaries[0].failedStep == "s4")
    }

    /// Prompts are bounded; what a client sends may be repeated in them until they are too long.
    @Test func anInputThatMakesAPromptTooLongIsTheCallersFault() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: "{{input.topic}}{{input.topic}}"}
            """,
            asking: provider
        )
        bench.input = ["topic": .string(String(repeating: "x", count: 600_000))]
        let client = bench.connect()
        #expect(
            bench.fault == GenerationFault(.callerTooLarge, "The input makes a text that is too long")
        )
        #expect(provider.calls.isEmpty)
        let events = EventTranscript(of: client.take()).blocks.map(\.event)
        #expect(events == ["generation_start", "step_start", "step_error", "generation_error"])
        #expect(Scrape(bench.registry).sum("penstock_steps_total", "outcome=\"error\"") == 1)
        #expect(bench.simulated.loop.timerCount == 0)
    }
}
