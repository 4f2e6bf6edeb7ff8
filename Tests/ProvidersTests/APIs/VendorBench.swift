import EventLoops
import Events
import HTTPClient
import JSON
import Platform
import Providers
import Simulation
import Testing

/// A provider of one API, asked over a simulated network.
final class VendorBench {
    static let key = "sk-secret-1"
    static let prompt = "Say hello."
    static let system = "Be brief."
    /// What is estimated of a text request: `prompt` and `system` have 19 bytes.
    static let promptTokens = 5

    let simulated = SimulatedEventLoop()
    let upstream: SimulatedUpstream
    let provider: any Provider

    init(_ api: UpstreamSettings.API, change: (inout UpstreamSettings) -> Void = { _ in }) throws {
        upstream = SimulatedUpstream(on: simulated.loop)
        var settings = UpstreamSettings(api, at: try UpstreamURL(Self.address(of: api)))
        settings.key = APIKey(Self.key)
        change(&settings)
        provider = ProviderSettings(.upstream(settings)).makeProvider()
    }

    private static func address(of api: UpstreamSettings.API) -> String {
        switch api {
        case .openAIChat, .openAIResponses: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com/v1beta"
        }
    }

    static func request(
        schema: JSONSchema? = nil,
        maxOutputTokens: Int? = nil,
        temperature: Double? = nil
    ) -> ModelRequest {
        ModelRequest(
            model: ModelReference(provider: "vendor", model: "m-1"),
            system: system,
            prompt: prompt,
            schema: schema,
            maxOutputTokens: maxOutputTokens,
            temperature: temperature,
            attempt: 1
        )
    }

    func ask(_ request: ModelRequest = request()) -> (recorder: CallRecorder, call: any ModelCall) {
        let recorder = CallRecorder(on: simulated)
        let call = provider.call(request, on: simulated.loop, by: upstream, observer: recorder)
        return (recorder, call)
    }

    /// The latest exchange.
    func exchange() throws -> SimulatedExchange { try #require(upstream.exchanges.last) }

    /// What the latest exchange was asked with.
    func sent() throws -> JSONValue {
        let body = try exchange().request.body
        return try JSONValue(reading: body.span)
    }

    /// What is made of an answer that arrives in these pieces.
    func read(
        _ pieces: [ArraySlice<UInt8>],
        status: Int = 200,
        fields: [HTTPField] = [HTTPField("Content-Type", "text/event-stream; charset=utf-8")],
        end: HTTPTransferEnd = .complete
    ) throws -> VendorReading {
        let (recorder, call) = ask()
        let exchange = try exchange()
        exchange.respond(status, fields)
        for piece in pieces { exchange.send(piece) }
        switch end {
        case .complete: exchange.end()
        case .failed(let fault): exchange.fail(fault.kind)
        }
        simulated.settle()
        return VendorReading(recorder, call.notes)
    }
}
