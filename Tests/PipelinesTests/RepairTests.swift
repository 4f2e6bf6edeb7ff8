import Events
import JSON
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct RepairTests {
    private static let text = """
        name: p
        steps:
          - {id: write, kind: model, models: [simulator/m], prompt: Write, draft: Draft}
          - {id: format, kind: transform, template: "{{steps.write}}!"}
          - id: look
            kind: check
            value: steps.format
            rules: {length: {min: 5}, forbidden: [bad]}
            repair:
              step: write
              rounds: 2
              prompt: "{{round}}: {{previous}} is wrong: {{#reasons}}{{.}}; {{/reasons}}"
              message: "Mending, round {{round}}"
              progress: {start: 85, complete: 95}
          - {id: end, kind: transform, template: "<{{steps.format}}>"}
        """

    @Test func theModelIsToldWhatWasWrongAndAskedAgain() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: provider)
        let reader = bench.read()
        provider.calls[0].say("bad")
        provider.calls[0].finish()
        bench.settle()
        #expect(
            provider.calls[1].request.prompt
                == "1: bad is wrong: it has 4 characters and needs at least 5; it must not contain \"bad\"; "
        )
        provider.calls[1].say("good one")
        provider.calls[1].finish()
        bench.settle()
        #expect(
            reader.story == [
                "generation_start", "step_start write", "draft write", "step_complete write",
                "step_start format", "step_complete format", "step_start look", "step_retry look",
                "step_start write [0]", "draft write [0]", "step_complete write [0]", "step_start format [0]",
                "step_complete format [0]", "step_start look #2", "step_complete look #2", "step_start end",
                "step_complete end", "generation_complete",
            ]
        )
        #expect(reader.last("generation_complete")?["result"] == "<good one!>")
        let repair = try #require(reader.events.first { $0.value["parent"] == "look" }?.value)
        #expect(repair["message"] == "Mending, round 1" && repair["count"] == 2)
        let format = try #require(
            reader.events.last { $0.event == "step_start" && $0.value["step"] == "format" }
        )
        #expect(format.value["message"] == "format")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_step_retries_total", "step=\"look\"") == 1)
        #expect(scrape.sum("penstock_steps_total", "step=\"write\",outcome=\"ok\"") == 2)
        #expect(scrape.sum("penstock_steps_total", "step=\"look\"") == 1)
    }

    @Test func roundsAreBounded() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: provider)
        let reader = bench.read()
        for call in 0..<3 {
            provider.calls[call].say("bad")
            provider.calls[call].finish()
            bench.settle()
        }
        #expect(provider.calls.count == 3)
        #expect(bench.fault?.type == .outputCheckFailed)
        #expect(reader.last("step_error")?["step"] == "look")
        #expect(reader.last("step_error")?["attempt"] == 3)
        #expect(bench.summaries[0].failedStep == "look")
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func aRepairThatFailsFailsTheCheck() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: provider)
        let reader = bench.read()
        provider.calls[0].say("bad")
        provider.calls[0].finish()
        bench.settle()
        provider.calls[1].fail(.providerAuth)
        bench.settle()
        #expect(reader.story.suffix(3) == ["step_error write [0]", "step_error look", "generation_error"])
        #expect(bench.fault?.type == .providerAuth)
    }

    @Test func aRepairCanBeCalledOff() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: provider)
        bench.start()
        provider.calls[0].say("bad")
        provider.calls[0].finish()
        bench.settle()
        bench.generation?.cancel(reason: "enough")
        #expect(provider.running == 0)
        #expect(bench.outcomes == [.cancelled])
        #expect(Scrape(bench.registry).sum("penstock_steps_total", "outcome=\"cancelled\"") == 2)
    }
}
