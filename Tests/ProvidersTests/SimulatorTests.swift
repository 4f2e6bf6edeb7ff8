import EventLoops
import Events
import JSON
import Platform
import Simulation
import Testing

@testable import Providers

@Suite struct SimulatorTests {
    private static func request(
        _ prompt: String = "Write about rivers.",
        schema: JSONSchema? = nil,
        maxTokens: Int? = nil,
        attempt: Int = 1
    ) -> ModelRequest {
        ModelRequest(
            model: ModelReference(provider: "simulator", model: "writer"),
            system: "Be brief",
            prompt: prompt,
            schema: schema,
            maxOutputTokens: maxTokens,
            temperature: nil,
            attempt: attempt
        )
    }

    private static let schema: JSONValue = [
        "type": "object", "required": ["days", "title"], "additionalProperties": false,
        "properties": [
            "title": ["type": "string", "minLength": 5, "maxLength": 60],
            "days": [
                "type": "array", "minItems": 2, "maxItems": 4,
                "items": ["type": "object", "required": ["n"], "properties": ["n": ["type": "integer"]]],
            ],
        ],
    ]

    /// The whole call, in as much time as it may need.
    private static func run(_ request: ModelRequest, _ settings: SimulatorSettings = SimulatorSettings())
        -> CallRecorder
    {
        let simulated = SimulatedEventLoop()
        let recorder = CallRecorder(on: simulated)
        let call = Simulator(settings).call(
            request,
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop),
            observer: recorder
        )
        simulated.advance(by: .seconds(120))
        withExtendedLifetime(call) {}
        #expect(simulated.loop.timerCount == 0)
        #expect(recorder.ends.count <= 1)
        return recorder
    }

    @Test func theSameSeedAnswersAlikeAndAnotherDoesNot() {
        var other = SimulatorSettings()
        other.seed = 2
        let text = Self.run(Self.request()).text
        #expect(Self.run(Self.request()).text == text)
        #expect(Self.run(Self.request(), other).text != text)
        #expect(Self.run(Self.request("Write about lakes.")).text != text)
        #expect(Self.run(Self.request(attempt: 2)).text != text)
    }

    @Test func proseSaysThatItIsSimulatedAndReadsAsProse() {
        let recorder = Self.run(Self.request())
        #expect(recorder.text.hasPrefix("[Simulated output] "))
        #expect(recorder.text.contains("."))
        #expect(recorder.text.contains("\n\n"))
        #expect(recorder.pieces.count == 160)
        #expect(recorder.end?.reason == .stop)
        // "Be brief" and the prompt have 27 bytes: seven tokens.
        #expect(recorder.end?.usage == Usage(input: 7, output: 160))
    }

    @Test(arguments: [(60.0, 1), (100, 1), (100, 4), (7.5, 3), (1_000, 10)])
    func tokensComeAtTheirPace(perSecond: Double, atOnce: Int) {
        var settings = SimulatorSettings()
        settings.firstToken = .milliseconds(250)
        settings.tokensPerSecond = perSecond
        settings.tokensAtOnce = atOnce
        let recorder = Self.run(Self.request(), settings)
        #expect(recorder.pieces.count == 160)
        for (index, piece) in recorder.pieces.enumerated() {
            let batch = Double(index / atOnce)
            let expected = 0.25 + batch * Double(atOnce) / perSecond
            #expect(abs(piece.at.inSeconds - expected) < 0.000_001, "token \(index)")
        }
    }

    @Test func withoutAPaceATurnBringsTheTokensOfOneBatch() {
        var settings = SimulatorSettings()
        settings.tokensPerSecond = nil
        settings.tokensAtOnce = 8
        let simulated = SimulatedEventLoop()
        let recorder = CallRecorder(on: simulated)
        let call = Simulator(settings).call(
            Self.request(),
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop),
            observer: recorder
        )
        simulated.advance(by: settings.firstToken - .nanoseconds(1))
        simulated.clock.advance(to: simulated.clock.now().advanced(by: .nanoseconds(1)))
        for turn in 1...20 {
            simulated.loop.endTurn()
            #expect(recorder.pieces.count == turn * 8)
        }
        simulated.settle()
        #expect(recorder.end?.reason == .stop)
        #expect(recorder.endedAt == settings.firstToken)
        withExtendedLifetime(call) {}
    }

    @Test(arguments: [(1, .length), (159, .length), (160, .stop), (161, .stop)] as [(Int, FinishReason)])
    func anAnswerEndsAtItsBudget(maxTokens: Int, reason: FinishReason) {
        let recorder = Self.run(Self.request(maxTokens: maxTokens))
        #expect(recorder.end?.reason == reason)
        #expect(recorder.end?.usage.output == min(maxTokens, 160))
        #expect(recorder.pieces.count == min(maxTokens, 160))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func structuredAnswersSatisfyTheirSchema(seed: UInt64) throws {
        let schema = try JSONSchema(Self.schema)
        var settings = SimulatorSettings()
        settings.seed = seed
        let recorder = Self.run(Self.request(schema: schema), settings)
        #expect(recorder.end?.reason == .stop)
        let bytes = Array(recorder.text.utf8)
        let value = try JSONValue(reading: bytes.span)
        #expect(schema.validate(value).isEmpty)
        #expect(recorder.pieces.count > 5)
        #expect(value["title"]?.string?.hasPrefix("[Sim") == true)
        let cut = Self.run(Self.request(schema: schema, maxTokens: 3), settings)
        #expect(cut.end?.reason == .length)
        #expect(cut.pieces.count == 3)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func structuredAnswersFollowThePrompt(seed: UInt64) throws {
        let schema = try JSONSchema(Self.schema)
        var settings = SimulatorSettings()
        settings.seed = seed
        for (prompt, numbers) in [
            ("`days` has 3 elements, whose `n` counts from 1.", [1, 2, 3]),
            ("`days` has 4 elements, of which 2 are written; `n` counts from 5.", [7, 8]),
            // What the schema does not allow is not done.
            ("`days` has 9 elements; `n` counts from 1.", [1, 2, 3, 4]),
        ] as [(String, [Int64])] {
            let bytes = Array(Self.run(Self.request(prompt, schema: schema), settings).text.utf8)
            let days = try #require(try JSONValue(reading: bytes.span)["days"]?.array)
            #expect(days.map { $0["n"] } == numbers.map { JSONValue.integer($0) })
        }
    }

    @Test func aSchemaThatCannotBeSatisfiedIsRefused() throws {
        let schema = try JSONSchema(["type": "string", "not": [:]])
        let recorder = Self.run(Self.request(schema: schema))
        #expect(recorder.end?.fault?.type == .providerRefusedRequest)
        #expect(recorder.pieces.isEmpty)
    }

    @Test(arguments: [
        (0, 0), (299, 0), (300, 1), (1_000, 43), (60_000, 160),
    ])
    func cancellingSilencesACallAndSaysWhatItUsed(milliseconds: Int, tokens: Int) {
        let simulated = SimulatedEventLoop()
        let recorder = CallRecorder(on: simulated)
        let call = Simulator().call(
            Self.request(),
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop),
            observer: recorder
        )
        simulated.advance(by: .milliseconds(milliseconds))
        let ends = recorder.ends.count
        #expect(call.cancel() == Usage(input: 7, output: tokens))
        #expect(simulated.loop.timerCount == 0)
        simulated.advance(by: .seconds(120))
        #expect(recorder.pieces.count == tokens)
        #expect(recorder.ends.count == ends)
        #expect(call.cancel() == Usage(input: 7, output: tokens))
    }

    @Test func aCallThatIsForgottenIsSilent() {
        let simulated = SimulatedEventLoop()
        let recorder = CallRecorder(on: simulated)
        _ = Simulator().call(
            Self.request(),
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop),
            observer: recorder
        )
        #expect(simulated.loop.timerCount == 0)
        simulated.advance(by: .seconds(120))
        #expect(recorder.pieces.isEmpty)
    }
}
