import Events
import JSON
import Providers
import Simulation
import Testing
import Tracing

@testable import Pipelines

@Suite struct AttemptTests {
    private static func pipeline(_ models: String = "[simulator/a]", _ more: String = "") -> String {
        """
        name: p
        steps:
          - id: a
            kind: model
            models: \(models)
            prompt: x
            timeouts: {first_token: 5s, idle: 3s, total: 60s}
            retry: {attempts: 3, wait: 1s, longest: 4s}
            \(more)
        """
    }

    @Test func whatTheModelFailsAtIsTriedAgainAfterAWait() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        let reader = bench.read()
        provider.calls[0].say("half an ans")
        provider.calls[0].fail(.providerOverloaded)
        bench.settle()
        let retry = try #require(reader.last("step_retry"))
        #expect(retry["error_type"] == "provider_overloaded")
        #expect(retry["attempt"] == 1 && retry["model"] == "simulator/a" && retry["kept"] == nil)
        let wait = try #require(retry["wait_ms"]?.integer)
        #expect((500...1_000).contains(wait))
        bench.advance(.milliseconds(499))
        #expect(provider.calls.count == 1)
        bench.advance(.milliseconds(501))
        #expect(provider.calls.count == 2)
        #expect(provider.calls[1].request.attempt == 2)
        provider.calls[1].say("whole")
        provider.calls[1].finish()
        bench.settle()
        #expect(
            reader.story == [
                "generation_start", "step_start a", "step_retry a", "step_start a #2", "step_complete a #2",
                "generation_complete",
            ]
        )
        let deltas = reader.all.filter { $0.event == "delta" }.map(\.value)
        #expect(deltas.map { $0["attempt"]?.integer } == [1, 2])
        #expect(deltas.map { $0["chunk"]?.integer } == [1, 1])
        // What was said in vain is paid for too.
        #expect(reader.last("generation_complete")?["usage"]?["output_tokens"] == 2)
        #expect(reader.last("generation_complete")?["result"] == "whole")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_step_retries_total") == 1)
        #expect(scrape.sum("penstock_step_fallbacks_total") == 0)
        #expect(scrape.sum("penstock_steps_total") == 1)
        #expect(scrape.sum("penstock_step_failures_total") == 0)
        #expect(scrape.sum("penstock_provider_requests_total") == 2)
        #expect(scrape.sum("penstock_tokens_total", "kind=\"output\"") == 2)
    }

    @Test func waitsGrowAndAttemptsEnd() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        let reader = bench.read()
        for call in 0..<3 {
            provider.calls[call].fail(.providerRateLimited)
            bench.advance(.seconds(4))
        }
        #expect(provider.calls.count == 3)
        let waits = reader.events.filter { $0.event == "step_retry" }.compactMap {
            $0.value["wait_ms"]?.integer
        }
        #expect(waits.count == 2 && (500...1_000).contains(waits[0]) && (1_000...2_000).contains(waits[1]))
        #expect(reader.last("generation_error")?["error_type"] == "provider_rate_limited")
        #expect(reader.last("step_error")?["attempt"] == 3)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func aModelThatSaysWhenIsNotAskedBefore() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        let reader = bench.read()
        provider.calls[0].fail(.providerRateLimited, retryAfter: .seconds(7))
        bench.advance(.milliseconds(6_999))
        #expect(provider.calls.count == 1)
        bench.advance(.milliseconds(701))
        #expect(provider.calls.count == 2)
        let retry = try #require(reader.last("step_retry"))
        #expect(retry["retry_after_ms"] == 7_000)
        #expect((7_000...7_700).contains(retry["wait_ms"]?.integer ?? 0))
    }

    @Test(arguments: [1, 2])
    func aModelThatWantsTooLongIsNotWaitedFor(models: Int) throws {
        let provider = ScriptedProvider()
        let list = models == 1 ? "[simulator/a]" : "[simulator/a, simulator/b]"
        let bench = try PipelineBench(Self.pipeline(list), asking: provider)
        let reader = bench.read()
        // Three times the longest wait, and a little more.
        provider.calls[0].fail(.providerRateLimited, retryAfter: .milliseconds(12_001))
        bench.settle()
        if models == 2 {
            #expect(provider.calls.map(\.request.model.model) == ["a", "b"])
            #expect(reader.last("step_retry")?["wait_ms"] == 0)
        } else {
            #expect(reader.last("generation_error")?["retry_after_ms"] == 12_001)
            #expect(bench.fault?.retryAfter == .milliseconds(12_001))
        }
    }

    @Test(arguments: [ErrorType.providerAuth, .providerRefusedRequest, .internalBug])
    func whatWouldFailAgainIsNotTriedAgain(type: ErrorType) throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        bench.start()
        provider.calls[0].fail(type)
        bench.advance(.seconds(10))
        #expect(provider.calls.count == 1)
        #expect(bench.fault?.type == type)
    }

    @Test func whenOneModelFailsTheNextIsAsked() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline("[simulator/a, simulator/b]"), asking: provider)
        let reader = bench.read()
        provider.calls[0].say("this is void")
        provider.calls[0].fail(.providerAuth)
        bench.settle()
        #expect(provider.calls.map(\.request.model.model) == ["a", "b"])
        #expect(reader.last("step_retry")?["model"] == "simulator/b")
        #expect(reader.last("step_retry")?["wait_ms"] == 0)
        provider.calls[1].say("good")
        provider.calls[1].finish()
        bench.settle()
        let end = try #require(reader.last("generation_complete"))
        #expect(end["result"] == "good")
        #expect(end["models"] == ["simulator/a", "simulator/b"])
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_step_fallbacks_total") == 1)
        #expect(scrape.sum("penstock_step_retries_total") == 0)
    }

    @Test func silenceIsTriedAgainToo() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        let reader = bench.read()
        bench.advance(.seconds(6))
        #expect(provider.calls[0].wasCancelled && provider.calls.count == 2)
        provider.calls[1].say("a")
        bench.advance(.seconds(6))
        #expect(provider.calls[1].wasCancelled && provider.calls.count == 3)
        let types = reader.events.filter { $0.event == "step_retry" }.compactMap {
            $0.value["error_type"]?.string
        }
        #expect(types == ["timeout_first_token", "timeout_idle"])
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_provider_requests_total", "outcome=\"cancelled\"") == 2)
    }

    @Test func theEndOfTheStepCountsDuringAWait() throws {
        let provider = ScriptedProvider()
        let text = Self.pipeline().replacing("total: 60s", with: "total: 7s")
            .replacing("wait: 1s, longest: 4s", with: "wait: 20s, longest: 20s")
        let bench = try PipelineBench(text, asking: provider)
        bench.start()
        provider.calls[0].fail(.providerOverloaded)
        bench.advance(.milliseconds(6_999))
        #expect(bench.summaries.isEmpty)
        bench.advance(.milliseconds(1))
        #expect(bench.fault?.type == .timeoutStep)
        #expect(provider.calls.count == 1)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func onlyTheNamedErrorsAreTriedAgain() throws {
        let text = Self.pipeline().replacing(
            "longest: 4s}",
            with: "longest: 4s, on: [\"timeout_*\", output_schema]}"
        )
        for (type, isRetried) in [
            (ErrorType.providerOverloaded, false), (.timeoutIdle, true), (.outputSchema, true),
        ] {
            let provider = ScriptedProvider()
            let bench = try PipelineBench(text, asking: provider)
            bench.start()
            provider.calls[0].fail(type)
            bench.advance(.seconds(2))
            #expect(provider.calls.count == (isRetried ? 2 : 1), "\(type)")
        }
    }

    @Test func aModelIsChosenByTheSizeOfTheInput() throws {
        let models = "[{when: length(input.topic) > 10, use: [simulator/large]}, {use: [simulator/small]}]"
        for (topic, model) in [("short", "small"), ("a long, long topic", "large")] {
            let provider = ScriptedProvider()
            let bench = try PipelineBench(
                Self.pipeline(
                    models,
                    "max_tokens: {base: 10, each: 5, times: length(input.topic), most: 60}"
                ),
                asking: provider
            )
            bench.input = ["topic": .string(topic)]
            bench.start()
            #expect(provider.calls[0].request.model.model == model)
            #expect(provider.calls[0].request.maxOutputTokens == min(60, 10 + 5 * topic.count))
        }
    }

    @Test func eachCallIsOfTheCallersTraceWithASpanOfItsOwn() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.pipeline(), asking: provider)
        let loop = bench.simulated.loop
        let caller = TraceContext(continuing: nil, .empty, ratio: 1, random: &loop.random)
        bench.trace = GenerationTrace(
            below: caller,
            Tracer(ratio: 1, keepsContent: false, registry: bench.registry),
            for: "anna",
            on: loop
        )
        bench.start()
        provider.calls[0].fail(.providerOverloaded)
        bench.advance(.seconds(1))
        let spans = provider.calls.compactMap(\.request.trace)
        #expect(spans.count == 2)
        #expect(spans.allSatisfy { $0.traceID == caller.traceID && $0.isSampled })
        #expect(Set(spans.map(\.spanID) + [caller.spanID]).count == 3)
    }
}
