import Events
import HTTPClient
import JSON
import Providers
import Simulation
import Testing

/// Texts become vectors, for the search step.
@Suite struct EmbeddingTests {
    /// What an embedding's receiver was told.
    private final class Receiver {
        var results: [Result<Embeddings, GenerationFault>] = []
        var fault: GenerationFault? {
            if case .failure(let fault)? = results.first { fault } else { nil }
        }
        var embeddings: Embeddings? { try? results.first?.get() }
    }

    private static func request(_ texts: [String] = ["One.", "Two."], dimensions: Int? = nil)
        -> EmbeddingRequest
    {
        EmbeddingRequest(
            model: ModelReference(provider: "vendor", model: "m-1"),
            texts: texts,
            dimensions: dimensions
        )
    }

    private func embed(_ bench: VendorBench, _ request: EmbeddingRequest) -> (Receiver, EmbeddingCall) {
        let receiver = Receiver()
        let call = bench.provider.embed(request, on: bench.simulated.loop, by: bench.upstream) {
            receiver.results.append($0)
        }
        return (receiver, call)
    }

    private func answer(
        _ api: UpstreamSettings.API,
        _ body: String,
        status: Int = 200
    ) throws -> Receiver {
        let bench = try VendorBench(api)
        let (receiver, _) = embed(bench, Self.request())
        let exchange = try bench.exchange()
        exchange.respond(status, [HTTPField("content-type", "application/json")])
        for byte in body.utf8 { exchange.send([byte]) }
        exchange.end()
        return receiver
    }

    @Test func openAIIsAskedForTheTextsAndAnswersByTheirPlaces() throws {
        let bench = try VendorBench(.openAIChat)
        _ = embed(bench, Self.request(dimensions: 2))
        #expect(try bench.exchange().request.url.description == "https://api.openai.com:443/v1/embeddings")
        #expect(try bench.exchange().request.fields.contains(HTTPField("Accept", "application/json")))
        #expect(try bench.sent() == ["model": "m-1", "input": ["One.", "Two."], "dimensions": 2])
        let receiver = try answer(
            .openAIResponses,
            #"{"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.5,-1e-3]},"#
                + #"{"object":"embedding","index":0,"embedding":[1,0]}],"model":"m-1-exact","#
                + #""usage":{"prompt_tokens":4,"total_tokens":4}}"#
        )
        #expect(
            receiver.embeddings == Embeddings([[1, 0], [0.5, -0.001]], Usage(input: 4), model: "m-1-exact")
        )
    }

    @Test func geminiIsAskedForEachText() throws {
        let bench = try VendorBench(.gemini)
        _ = embed(bench, Self.request(["One."], dimensions: 8))
        #expect(
            try bench.exchange().request.url.description
                == "https://generativelanguage.googleapis.com:443/v1beta/models/m-1:batchEmbedContents"
        )
        #expect(
            try bench.sent() == [
                "requests": [
                    [
                        "model": "models/m-1", "content": ["parts": [["text": "One."]]],
                        "outputDimensionality": 8,
                    ]
                ]
            ]
        )
        let receiver = try answer(.gemini, #"{"embeddings":[{"values":[0.25,1]},{"values":[0,2]}]}"#)
        #expect(receiver.embeddings?.vectors == [[0.25, 1], [0, 2]])
        // It says no tokens, so they are estimated from eight bytes.
        #expect(receiver.embeddings?.usage.input == 2)
        #expect(receiver.embeddings?.usage.isEstimated == true)
    }

    @Test(arguments: [
        (#"{"data":[{"index":0,"embedding":[1,0]}]}"#, "too few"),
        (#"{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1]}]}"#, "of several lengths"),
        (#"{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}"#, "empty"),
        (#"{"data":[{"index":1,"embedding":[1]},{"index":1,"embedding":[1]}]}"#, "one place twice"),
        ("<html>", "no JSON"), ("", "nothing"),
    ])
    func anAnswerThatDoesNotFitIsNone(body: String, why: String) throws {
        #expect(try answer(.openAIChat, body).fault?.type == .providerProtocol, "\(why)")
    }

    @Test func failuresHaveTheSameNamesAsThoseOfCalls() throws {
        let body = #"{"error":{"message":"Slower.","code":"rate_limit_exceeded"}}"#
        #expect(try answer(.openAIChat, body, status: 429).fault?.type == .providerRateLimited)
        let bench = try VendorBench(.openAIChat) { $0.callsMax = 1 }
        let (receiver, _) = embed(bench, Self.request())
        let (refused, _) = embed(bench, Self.request())
        try bench.exchange().fail(.nameResolution)
        #expect(receiver.fault?.type == .providerDNS)
        #expect(refused.results.isEmpty)
        bench.simulated.settle()
        #expect(refused.fault?.type == .policyConcurrency)
        _ = embed(bench, Self.request())
        #expect(bench.upstream.exchanges.count == 2)
    }

    @Test func anthropicMakesNoneAndSaysSo() throws {
        let bench = try VendorBench(.anthropic)
        let (receiver, _) = embed(bench, Self.request())
        #expect(receiver.results.isEmpty)
        bench.simulated.settle()
        #expect(receiver.fault?.message == "The provider vendor makes no embeddings")
        #expect(bench.upstream.exchanges.isEmpty)
    }

    @Test(arguments: [0, 101])
    func aBatchIsBounded(texts: Int) throws {
        let bench = try VendorBench(.openAIChat)
        let (receiver, _) = embed(bench, Self.request(Array(repeating: "x", count: texts)))
        bench.simulated.settle()
        #expect(receiver.fault?.type == .callerTooLarge)
        #expect(bench.upstream.exchanges.isEmpty)
    }

    @Test func cancellingSilencesIt() throws {
        let bench = try VendorBench(.gemini)
        let (receiver, call) = embed(bench, Self.request())
        call.cancel()
        bench.simulated.settle()
        #expect(try bench.exchange().isCancelled)
        #expect(receiver.results.isEmpty)
    }

    @Test func theSimulatorHashesWordsAndSaysSo() throws {
        let simulated = SimulatedEventLoop()
        let receiver = Receiver()
        let texts = ["The old river", "An old river!", "Seven green engines", ""]
        _ = Simulator().embed(
            EmbeddingRequest(model: ModelReference(provider: "simulator", model: "m"), texts: texts),
            on: simulated.loop,
            by: SimulatedUpstream(on: simulated.loop)
        ) { receiver.results.append($0) }
        #expect(receiver.results.isEmpty)
        simulated.settle()
        let embeddings = try #require(receiver.embeddings)
        #expect(embeddings.model == "simulated-feature-hashing")
        #expect(embeddings.usage.isEstimated)
        func likeness(_ one: Int, _ other: Int) -> Float {
            zip(embeddings.vectors[one], embeddings.vectors[other]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        for place in texts.indices { #expect(abs(likeness(place, place) - 1) < 1e-5) }
        #expect(likeness(0, 1) > 0.5)
        #expect(likeness(0, 2) < 0.3)
    }
}
