import Dialects
import Events
import Metrics
import Platform
import Simulation
import Testing

@testable import Pipelines

@Suite struct LearnedDurationTests {
    private static let text = """
        name: one
        steps:
          - {id: a, kind: model, typical: 8s, models: [simulator/x], prompt: Hello}
        """

    /// The metrics of a process, to which a pipeline may be bound again.
    private struct BoundMetrics {
        let registry = Registry(loops: 1)
        let metrics: PipelineMetrics

        init() {
            metrics = PipelineMetrics(registry)
        }

        var shard: Shard { registry.shared }

        func bind(_ pipeline: Pipeline) -> PipelineMetrics.Bound { metrics.bind(pipeline) }
    }

    /// Runs generations of one step, each of which takes so long.
    private static func run(
        _ count: Int,
        _ seconds: Double,
        _ bench: PipelineBench,
        _ model: ScriptedProvider
    ) {
        for _ in 0..<count {
            bench.start()
            bench.advance(.seconds(seconds))
            model.calls.last?.say("Hello")
            model.calls.last?.finish()
            bench.simulated.settle()
            bench.release()
        }
    }

    private static func expected(_ bench: PipelineBench) -> Double {
        Scrape(bench.registry).sum(
            "penstock_step_expected_duration_seconds",
            #"pipeline="one""#,
            #"step="a""#
        )
    }

    private static func slow(_ bench: PipelineBench) -> Double {
        Scrape(bench.registry).sum("penstock_step_slow_total", #"pipeline="one""#, #"step="a""#)
    }

    @Test func whatIsExpectedIsWhatTheFileSaysUntilItIsLearned() throws {
        let model = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: model)
        #expect(Self.expected(bench) == 8)
        Self.run(4, 2, bench, model)
        #expect(Self.expected(bench) == 8)
        Self.run(1, 2, bench, model)
        #expect(abs(Self.expected(bench) - 2) < 0.001)
    }

    @Test func generationsThatBeginAreToldAndProgressFollows() throws {
        let model = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: model)
        Self.run(5, 2, bench, model)
        let client = bench.connect()
        bench.advance(.seconds(1))
        model.calls.last?.say("Hello")
        bench.simulated.settle()
        let blocks = EventTranscript(of: client.take()).blocks
        let step = try #require(blocks.first?.value["steps"]?.array?.first)
        let milliseconds = try #require(step["expected_ms"]?.number)
        #expect(abs(milliseconds - 2_000) < 1)
        let remaining = blocks.compactMap { $0.value["remaining_ms"]?.number }
        #expect(remaining.count == 2 && abs(remaining[0] - 2_000) < 1 && abs(remaining[1] - 1_000) < 1)
        #expect(blocks.last?.value["progress"] == 50)
        client.reset()
        bench.simulated.settle()
    }

    @Test func runsOverTwiceTheNormalAreSlow() throws {
        let model = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: model)
        Self.run(19, 2, bench, model)
        Self.run(1, 9, bench, model)
        #expect(Self.slow(bench) == 0)
        Self.run(1, 9, bench, model)
        #expect(Self.slow(bench) == 1)
        Self.run(10, 3.9, bench, model)
        #expect(Self.slow(bench) == 1)
    }

    @Test func aFailedRunMayBeSlowAndTeachesNothing() throws {
        let model = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: model)
        Self.run(30, 2, bench, model)
        let before = Self.expected(bench)
        for seconds in [1.0, 9] {
            bench.start()
            bench.advance(.seconds(seconds))
            model.calls.last?.fail(.providerServerError)
            bench.simulated.settle()
        }
        #expect(Self.slow(bench) == 1)
        #expect(Self.expected(bench) == before)
    }

    @Test func aCancelledRunIsNoRun() throws {
        let model = ScriptedProvider()
        let bench = try PipelineBench(Self.text, asking: model)
        Self.run(30, 2, bench, model)
        let before = Self.expected(bench)
        let generation = bench.start()
        bench.advance(.seconds(9))
        generation.cancel(reason: "user")
        bench.simulated.settle()
        #expect(Self.slow(bench) == 0)
        #expect(Self.expected(bench) == before)
    }

    @Test func aReloadKeepsWhatWasLearnedOfStepsThatStay() throws {
        let registry = BoundMetrics()
        let before = registry.bind(try PipelineDecoderTests.decode(Self.text))
        for _ in 0..<5 {
            _ = before.stepEnded(0, .ok, .seconds(2), at: Instant(nanoseconds: 1), on: registry.shard)
        }
        let other = Self.text.replacing("typical: 8s", with: "typical: 7s")
        let after = registry.bind(
            try PipelineDecoderTests.decode(
                other + "\n  - {id: b, kind: transform, template: x, typical: 3s}"
            )
        )
        #expect(abs(after.expected[0].inSeconds - 2) < 0.001)
        #expect(after.expected[1] == .seconds(3))
        // What ran before the reload still counts for what runs after it.
        for _ in 0..<100 {
            _ = before.stepEnded(0, .ok, .seconds(4), at: Instant(nanoseconds: 1), on: registry.shard)
        }
        #expect(after.expected[0] > .seconds(3))
    }

    @Test func aReloadChangesWhatIsDeclaredWhileNothingIsLearned() throws {
        let registry = BoundMetrics()
        _ = registry.bind(try PipelineDecoderTests.decode(Self.text))
        let after = registry.bind(
            try PipelineDecoderTests.decode(Self.text.replacing("typical: 8s", with: "typical: 7s"))
        )
        #expect(after.expected == [.seconds(7)])
        #expect(Scrape(registry.registry).sum("penstock_step_expected_duration_seconds") == 7)
    }
}
