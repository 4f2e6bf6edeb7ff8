import Events
import JSON
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct GraphTests {
    private static let diamond = """
        name: p
        steps:
          - {id: a, kind: model, models: [simulator/a], prompt: x, typical: 10s}
          - {id: b, kind: model, models: [simulator/b], prompt: "{{steps.a}}", needs: [a], typical: 10s}
          - {id: c, kind: model, models: [simulator/c], prompt: "{{steps.a}}", needs: [a], typical: 10s}
          - {id: d, kind: model, models: [simulator/d], prompt: "{{steps.a}}", needs: [a], typical: 10s}
          - {id: e, kind: transform, template: "{{steps.b}}{{steps.c}}{{steps.d}}"}
        """

    @Test func stepsThatNeedTheSameRunSideBySide() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.diamond, asking: provider)
        let reader = bench.read()
        #expect(provider.running == 1)
        provider.calls[0].say("1")
        provider.calls[0].finish()
        bench.settle()
        #expect(provider.running == 3)
        for call in [3, 1, 2] { provider.calls[call].say("\(call + 1)") }
        for call in [2, 3, 1] { provider.calls[call].finish() }
        bench.settle()
        #expect(reader.isClosed)
        #expect(
            reader.story == [
                "generation_start", "step_start a", "step_complete a", "step_start b", "step_start c",
                "step_start d", "step_complete c", "step_complete d", "step_complete b", "step_start e",
                "step_complete e", "generation_complete",
            ]
        )
        #expect(reader.last("generation_complete")?["result"] == "234")
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func theWholeTakesAsLongAsTheLongestWay() throws {
        // One token a second, a first one after a second: each model takes ten seconds.
        var settings = SimulatorSettings()
        settings.firstToken = .seconds(1)
        settings.tokensPerSecond = 1
        settings.outputTokens = 10
        let bench = try PipelineBench(Self.diamond, asking: Simulator(settings))
        let reader = bench.read()
        bench.advance(.seconds(60))
        let end = try #require(reader.last("generation_complete"))
        let durations = (end["steps"]?.array ?? []).compactMap { $0["duration_ms"]?.integer }
        #expect(durations.count == 5)
        #expect(Set(durations[0..<4]) == [durations[0]])
        #expect(end["duration_ms"]?.integer == 2 * durations[0])
        let progress = reader.all.compactMap { $0.value["progress"]?.integer }
        #expect(progress == progress.sorted())
    }

    @Test func whoeverNeedsNothingBeginsAtOnce() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - {id: a, kind: model, models: [simulator/a], prompt: x}
              - {id: b, kind: model, models: [simulator/b], prompt: x, needs: []}
            result: {first: steps.a, second: steps.b}
            """,
            asking: provider
        )
        let reader = bench.read()
        #expect(provider.running == 2)
        provider.calls[1].say("B")
        provider.calls[1].finish()
        bench.settle()
        provider.calls[0].fail(.providerAuth)
        bench.settle()
        let end = try #require(reader.last("generation_error"))
        #expect(end["result"] == ["second": "B"])
        #expect(end["missing"] == ["a"])
    }

    @Test func aStepThatFailsEndsThoseBesideIt() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.diamond, asking: provider)
        let reader = bench.read()
        provider.calls[0].finish()
        bench.settle()
        provider.calls[2].fail(.providerAuth)
        bench.settle()
        #expect(provider.running == 0)
        #expect(provider.calls[1].wasCancelled && provider.calls[3].wasCancelled)
        #expect(reader.story.suffix(2) == ["step_error c", "generation_error"])
        #expect(reader.last("generation_error")?["missing"] == ["b", "c", "d", "e"])
        #expect(bench.summaries[0].failedStep == "c")
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"error\"") == 1)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"cancelled\"") == 2)
        #expect(scrape.sum("penstock_step_failures_total") == 1)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func anOptionalStepMayFail() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            steps:
              - {id: a, kind: model, models: [simulator/a], prompt: x, optional: true}
              - {id: b, kind: transform, template: "<{{#steps.a}}{{steps.a}}{{/steps.a}}>"}
            """,
            asking: provider
        )
        let reader = bench.read()
        provider.calls[0].fail(.providerServerError)
        bench.settle()
        #expect(
            reader.story.suffix(4) == [
                "step_error a", "step_start b", "step_complete b", "generation_complete",
            ]
        )
        #expect(reader.last("step_error")?["optional"] == true)
        #expect(reader.last("generation_complete")?["result"] == "<>")
        #expect(reader.last("generation_complete")?["missing"] == ["a"])
        #expect(bench.outcomes == [.complete])
    }

    @Test(arguments: [("yes", true), ("no", false)])
    func aStepRunsOnlyIfItsConditionHolds(answer: String, runs: Bool) throws {
        let bench = try PipelineBench(
            """
            name: p
            input: {schema: {type: object, required: [topic], properties: {topic: {type: string}}}, example: {topic: a}}
            steps:
              - {id: a, kind: transform, template: "{{input.topic}}"}
              - {id: b, kind: transform, template: more, when: steps.a == "yes"}
              - {id: c, kind: transform, template: "{{steps.a}}{{#steps.b}} and {{steps.b}}{{/steps.b}}"}
            """,
            asking: ScriptedProvider()
        )
        bench.input = ["topic": .string(answer)]
        let reader = bench.read()
        bench.settle()
        #expect(reader.story.contains("step_skip b") == !runs)
        let end = try #require(reader.last("generation_complete"))
        #expect(end["result"] == (runs ? "yes and more" : "no"))
        // Nobody wanted it, so nothing is missing.
        #expect(end["missing"] == [])
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_steps_total", "outcome=\"skipped\"") == (runs ? 0 : 1))
    }

    @Test func whatStandsBehindAGivenStepStillWaitsForWhatThatNeeds() {
        let needs = [[], [0], [1], [2]]
        #expect(DependencyGraph(needs: needs, running: [0, 2, 3]).needs == [[], [], [0], [2]])
        #expect(DependencyGraph(needs: needs, running: [0, 3]).needs == [[], [], [], [0]])
    }

    @Test func anOptionalStepThatTheEndCutsIsNotGoneOnWithout() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(
            """
            name: p
            timeout: 5s
            steps:
              - {id: a, kind: model, models: [simulator/a], prompt: x, optional: true}
            """,
            asking: provider
        )
        let reader = bench.read()
        bench.advance(.seconds(5))
        #expect(reader.last("step_error")?["error_type"] == "timeout_generation")
        #expect(reader.last("step_error")?["optional"] == nil)
    }

    @Test func aCallerThatWaitsOnlySoLongIsToldSo() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench(Self.diamond, asking: provider)
        bench.deadline = .seconds(7)
        let reader = bench.read()
        bench.advance(.milliseconds(6_999))
        #expect(!reader.isClosed)
        bench.advance(.milliseconds(1))
        #expect(reader.last("generation_error")?["error_type"] == "timeout_deadline")
        #expect(provider.running == 0)
        #expect(reader.last("step_error")?["step"] == "a")
    }
}
