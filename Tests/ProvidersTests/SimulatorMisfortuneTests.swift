import Events
import JSON
import Platform
import Simulation
import Testing

@testable import Providers

@Suite struct SimulatorMisfortuneTests {
    typealias Failures = SimulatorSettings.Failures

    /// Short documents too have to suffer what was drawn for them.
    private static let schemas: [JSONValue?] = [
        nil, ["type": "boolean"], ["type": "array", "items": ["type": "integer"], "minItems": 9],
    ]

    private static func run(_ seed: UInt64, _ schema: JSONValue?, _ set: (inout Failures) -> Void) throws
        -> CallRecorder
    {
        var settings = SimulatorSettings()
        settings.seed = seed
        set(&settings.failures)
        let simulated = SimulatedEventLoop()
        let recorder = CallRecorder(on: simulated)
        let request = ModelRequest(
            model: ModelReference(provider: "simulator", model: "writer"),
            system: nil,
            prompt: "x",
            schema: try schema.map { try JSONSchema($0) },
            maxOutputTokens: nil,
            temperature: nil,
            attempt: 1
        )
        let call = Simulator(settings).call(
            request,
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop),
            observer: recorder
        )
        simulated.advance(by: .seconds(60))
        #expect(simulated.loop.timerCount == 0)
        #expect(call.cancel().output == recorder.pieces.count)
        return recorder
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func everyMisfortuneThatIsSureHappens(seed: UInt64) throws {
        for schema in Self.schemas {
            let error = try Self.run(seed, schema) { $0.error = 1 }
            #expect(error.end?.fault?.type == .providerServerError)
            let limited = try Self.run(seed, schema) { $0.rateLimit = 1 }
            #expect(limited.end?.fault?.type == .providerRateLimited)
            #expect(limited.pieces.isEmpty)
            let cut = try Self.run(seed, schema) { $0.cut = 1 }
            #expect(cut.end?.fault?.type == .providerTruncated)
            let stalled = try Self.run(seed, schema) { $0.stall = 1 }
            #expect(stalled.ends.isEmpty)
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func chattyAnswersAreNoJSON(seed: UInt64) throws {
        for schema in Self.schemas {
            let recorder = try Self.run(seed, schema) { $0.invalidJSON = 1 }
            #expect(recorder.end?.reason == .stop)
            let bytes = Array(recorder.text.utf8)
            let isJSON = (try? JSONValue(reading: bytes.span)) != nil
            #expect(!isJSON)
            // Prose is asked for no JSON.
            #expect(recorder.text.hasSuffix("… I hope this helps!") == (schema != nil))
        }
    }

    @Test func misfortunesHaveTheirShares() throws {
        var counts: [String: Int] = [:]
        for seed in 0..<600 as Range<UInt64> {
            let recorder = try Self.run(seed, ["type": "boolean"]) {
                $0.error = 0.2
                $0.stall = 0.1
                $0.cut = 0.3
            }
            let name = recorder.end.map { $0.fault?.type.rawValue ?? "ok" } ?? "stall"
            counts[name, default: 0] += 1
        }
        let expected = ["provider_server_error": 120, "stall": 60, "provider_truncated": 180, "ok": 240]
        for (name, count) in expected {
            #expect(abs(counts[name, default: 0] - count) < 45, "\(name): \(counts[name, default: 0])")
        }
    }

    @Test func withoutSharesNothingGoesWrong() throws {
        for seed in 0..<40 as Range<UInt64> {
            for schema in Self.schemas {
                #expect(try Self.run(seed, schema) { _ in }.end?.reason == .stop)
            }
        }
    }
}
