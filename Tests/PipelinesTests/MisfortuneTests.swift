import Events
import Platform
import Providers
import Simulation
import Testing
import Verification

@testable import Pipelines

@Suite struct MisfortuneTests {
    private static let pipeline = """
        name: p
        on_disconnect: {continue: 2s}
        timeout: 60s
        steps:
          - id: plan
            kind: model
            models: [simulator/planner]
            prompt: x
            timeouts: {first_token: 2s, idle: 1s, total: 20s}
            schema:
              type: object
              required: [days]
              properties:
                days: {type: array, minItems: 3, maxItems: 3, items: {type: string, minLength: 40}}
          - {id: titles, kind: transform, template: "{{#steps.plan.days}}{{.}} {{/steps.plan.days}}"}
          - id: prose
            kind: model
            models: [simulator/writer]
            prompt: "{{steps.titles}} {{input.topic}}"
            timeouts: {first_token: 2s, idle: 1s, total: 20s}
          - {id: check, kind: check, value: steps.prose, rules: {length: {min: 400}}}
        """

    enum Misfortune: CaseIterable {
        case error
        case rateLimit
        case cut
        case stall
        case invalidJSON

        var failures: SimulatorSettings.Failures {
            var failures = SimulatorSettings.Failures()
            switch self {
            case .error: failures.error = 1
            case .rateLimit: failures.rateLimit = 1
            case .cut: failures.cut = 1
            case .stall: failures.stall = 1
            case .invalidJSON: failures.invalidJSON = 1
            }
            return failures
        }

        var types: [ErrorType] {
            switch self {
            case .error: [.providerServerError]
            case .rateLimit: [.providerRateLimited]
            case .cut: [.providerTruncated]
            case .stall: [.timeoutFirstToken, .timeoutIdle]
            case .invalidJSON: [.outputNotJSON]
            }
        }
    }

    @Test(arguments: Misfortune.allCases, 0..<20 as Range<UInt64>)
    func everyMisfortuneEndsTheGenerationInItsWay(misfortune: Misfortune, seed: UInt64) throws {
        var settings = SimulatorSettings()
        settings.seed = seed
        settings.failures = misfortune.failures
        let bench = try PipelineBench(Self.pipeline, asking: Simulator(settings))
        let client = bench.connect()
        bench.advance(.seconds(61))
        let fault = try #require(bench.fault)
        #expect(misfortune.types.contains(fault.type), "\(fault)")
        #expect(bench.summaries[0].failedStep == "plan")
        #expect(client.isClosed)
        #expect(bench.simulated.loop.timerCount == 0)
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks.suffix(2).map(\.event) == ["step_error", "generation_error"])
        #expect(blocks.map(\.sequence) == Array(1...blocks.count))
    }

    /// What 300 generations said in their summaries is what was counted.
    @Test func theNumbersAddUp() throws {
        var random = SeededRandomness(seed: 42)
        var totals = Totals()
        let pipeline = try PipelineDecoderTests.decode(Self.pipeline)
        for _ in 0..<300 {
            var settings = SimulatorSettings()
            settings.seed = random.next()
            settings.failures.error = 0.1
            settings.failures.stall = 0.1
            settings.failures.rateLimit = 0.05
            settings.failures.cut = 0.1
            settings.failures.invalidJSON = 0.1
            settings.outputTokens = Int.random(in: 50...120, using: &random)
            settings.tokensAtOnce = Int.random(in: 1...8, using: &random)
            let bench = PipelineBench(pipeline, asking: Simulator(settings))
            let client = bench.connect()
            if Bool.random(using: &random) {
                bench.advance(.milliseconds(Int.random(in: 0...3_000, using: &random)))
                if Bool.random(using: &random) {
                    bench.generation?.cancel(reason: "chance")
                } else {
                    client.reset()
                }
            }
            bench.advance(.seconds(61))
            try totals.add(bench)
        }
        #expect(totals.outcomes.values.reduce(0, +) == 300)
        for outcome in PipelineMetrics.Outcome.allCases {
            #expect(totals.outcomes[outcome, default: 0] > 5, "\(outcome)")
        }
        #expect(totals.failures.count >= 6, "\(totals.failures)")
    }

    private struct Totals {
        var outcomes: [PipelineMetrics.Outcome: Int] = [:]
        var failures: Set<String> = []

        mutating func add(_ bench: PipelineBench) throws {
            let summary = try #require(bench.summaries.first)
            let scrape = Scrape(bench.registry)
            let steps = Double(summary.steps.count)
            let failed = summary.fault == nil ? 0.0 : 1
            #expect(bench.summaries.count == 1)
            #expect(bench.simulated.loop.timerCount == 0)
            #expect(scrape.sum("penstock_generations_active") == 0)
            #expect(scrape.sum("penstock_generations_total") == 1)
            #expect(scrape.sum("penstock_generations_total", "outcome=\"\(summary.outcome.rawValue)\"") == 1)
            #expect(scrape.sum("penstock_generation_duration_seconds_count") == 1)
            #expect(scrape.sum("penstock_steps_total") == steps)
            #expect(scrape.sum("penstock_step_duration_seconds_count") == steps)
            #expect(
                scrape.sum("penstock_steps_total", "outcome=\"error\"")
                    + scrape.sum("penstock_steps_total", "outcome=\"timeout\"") == failed
            )
            #expect(scrape.sum("penstock_step_failures_total") == failed)
            let cut = scrape.sum("penstock_steps_total", "outcome=\"cancelled\"")
            #expect(cut == (summary.outcome == .cancelled || summary.outcome == .abandoned ? 1 : 0))
            #expect(scrape.sum("penstock_tokens_total", "kind=\"input\"") == Double(summary.usage.input))
            #expect(scrape.sum("penstock_tokens_total", "kind=\"output\"") == Double(summary.usage.output))
            let calls = summary.steps.count { $0.name == "plan" || $0.name == "prose" }
            #expect(scrape.sum("penstock_provider_requests_total") == Double(calls))
            #expect(scrape.sum("penstock_provider_request_duration_seconds_count") == Double(calls))
            #expect(scrape.sum("penstock_streams_active") == 0)
            #expect(scrape.sum("penstock_streams_ended_total") == 1)
            outcomes[summary.outcome, default: 0] += 1
            if let fault = summary.fault { failures.insert(fault.type.rawValue) }
        }
    }
}
