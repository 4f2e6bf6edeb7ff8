import Events
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct CancellationTests {
    /// Makes one turn at the next deadline; false if there is none.
    private func turn(_ bench: PipelineBench) -> Bool {
        guard let deadline = bench.simulated.loop.nextDeadline else { return false }
        bench.simulated.clock.advance(to: deadline)
        bench.simulated.loop.endTurn()
        return true
    }

    /// The run is made again and again, each time cancelled a turn later.
    @Test func cancellingAtAnyTurnLeavesNothingBehind() throws {
        var settings = SimulatorSettings()
        settings.outputTokens = 25
        var turns = 0
        var wasComplete = false
        let pipeline = try PipelineBench.content()
        while !wasComplete {
            let bench = PipelineBench(pipeline, asking: Simulator(settings))
            bench.start()
            for _ in 0..<turns where turn(bench) {}
            wasComplete = bench.outcomes == [.complete]
            bench.generation?.cancel(reason: "enough")
            bench.generation?.cancel(reason: "more than enough")
            #expect(bench.outcomes == [wasComplete ? .complete : .cancelled], "after \(turns) turns")
            #expect(bench.simulated.loop.timerCount == 0, "after \(turns) turns")
            let ended = bench.generation?.log.lastSequence
            bench.advance(.seconds(600))
            #expect(bench.generation?.log.lastSequence == ended)
            let scrape = Scrape(bench.registry)
            let isIn = wasComplete ? 0.0 : 1
            #expect(scrape.sum("penstock_steps_total", "outcome=\"cancelled\"") == isIn)
            #expect(scrape.sum("penstock_tokens_total", "kind=\"output\"") == Double(min(turns, 25)))
            #expect(scrape.sum("penstock_generations_active") == 0)
            turns += 1
        }
        #expect(turns > 25)
    }

    @Test func aReaderIsToldWhyItWasCancelled() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench.content(asking: provider)
        let client = bench.connect()
        provider.calls[0].say("Half")
        bench.generation?.cancel(reason: "the user dismissed it")
        bench.simulated.settle()
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks.last?.event == "generation_cancelled")
        #expect(blocks.last?.value["reason"] == "the user dismissed it")
        #expect(blocks.last?.value["missing"] == ["generator", "formatter", "validator"])
        #expect(blocks.last?.value["usage"]?["output_tokens"] == 1)
        #expect(client.isClosed)
        #expect(provider.running == 0)
    }

    @Test func aServerThatGoesCancelsToo() throws {
        let bench = try PipelineBench.content(asking: ScriptedProvider())
        bench.start().shutDown()
        #expect(bench.outcomes == [.cancelled])
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func nothingKeepsAGenerationThatIsOver() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench.content(asking: provider)
        let client = bench.connect()
        provider.calls[0].say("a")
        weak let weakGeneration = bench.generation
        weak let weakLog = bench.generation?.log
        bench.generation?.cancel(reason: "enough")
        bench.release()
        bench.simulated.settle()
        #expect(client.isClosed)
        #expect(weakGeneration == nil)
        #expect(weakLog == nil)
    }

    @Test func whoCancelsOnHearingOfTheEndChangesNothing() throws {
        let provider = ScriptedProvider()
        let bench = try PipelineBench.content(asking: provider)
        let reader = ImpatientReader(of: bench.start())
        bench.generation?.log.add(reader)
        provider.calls[0].say(String(repeating: "a sentence, and ", count: 10))
        provider.calls[0].finish()
        bench.simulated.settle()
        #expect(reader.wasTold)
        #expect(bench.outcomes == [.complete])
    }
}
