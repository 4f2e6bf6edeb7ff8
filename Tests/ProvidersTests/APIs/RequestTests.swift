import HTTPClient
import JSON
import Platform
import Providers
import Testing
import Tracing

@testable import Providers

/// What vendors are asked stands as data in `Requests/API/FORM.json`.
@Suite struct RequestTests {
    static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "name": ["type": "string", "description": "Whose."],
            "born": ["type": "integer", "minimum": 0],
        ],
        "required": ["name", "born"], "additionalProperties": false,
    ]

    struct Form: Sendable, CustomTestStringConvertible {
        let name: String
        let structure: RequestTerms.Structure?
        var testDescription: String { name }
    }

    static let forms = [
        Form(name: "text", structure: nil), Form(name: "schema", structure: .schema),
        Form(name: "object", structure: .object), Form(name: "prompt", structure: .prompt),
    ]

    @Test(arguments: UpstreamSettings.API.allCases, forms)
    func aRequestIsWrittenAsTheVendorWantsIt(_ api: UpstreamSettings.API, _ form: Form) throws {
        let bench = try VendorBench(api) { if let structure = form.structure { $0.structure = structure } }
        let schema = try form.structure.map { _ in try JSONSchema(Self.schema) }
        _ = bench.ask(VendorBench.request(schema: schema, maxOutputTokens: 500, temperature: 0.5))
        let expected = try JSONValue(reading: try Transcript.request(api, form.name))
        let sent = try bench.sent()
        #expect(sent == expected, "\(sent.rendered)")
    }

    @Test(arguments: UpstreamSettings.API.allCases)
    func whatAPipelineDoesNotSayIsLeftToTheVendor(_ api: UpstreamSettings.API) throws {
        let bench = try VendorBench(api)
        _ = bench.ask()
        let body = try bench.sent()
        #expect(body["temperature"] == nil && body["generationConfig"] == nil)
        // Anthropic wants a number.
        #expect(body["max_tokens"] == (api == .anthropic ? 8_192 : nil))
        #expect(body["max_output_tokens"] == nil && body["max_completion_tokens"] == nil)
    }

    @Test func eachVendorIsAskedAtItsOwnAddressAndShownItsKeyInItsOwnField() throws {
        let expected: [UpstreamSettings.API: (String, HTTPField)] = [
            .openAIChat: (
                "https://api.openai.com:443/v1/chat/completions",
                HTTPField("Authorization", "Bearer sk-secret-1")
            ),
            .openAIResponses: (
                "https://api.openai.com:443/v1/responses", HTTPField("Authorization", "Bearer sk-secret-1")
            ),
            .anthropic: ("https://api.anthropic.com:443/v1/messages", HTTPField("x-api-key", "sk-secret-1")),
            .gemini: (
                "https://generativelanguage.googleapis.com:443/v1beta/models/m-1:streamGenerateContent?alt=sse",
                HTTPField("x-goog-api-key", "sk-secret-1")
            ),
        ]
        for api in UpstreamSettings.API.allCases {
            let bench = try VendorBench(api) { $0.fields = [HTTPField("X-Team", "blue")] }
            _ = bench.ask()
            let request = try bench.exchange().request
            #expect(request.method == "POST")
            #expect(request.url.description == expected[api]?.0)
            let key = try #require(expected[api]?.1)
            #expect(request.fields.contains(key))
            #expect(request.fields.contains(HTTPField("Content-Type", "application/json")))
            #expect(request.fields.contains(HTTPField("Accept", "text/event-stream")))
            #expect(request.fields.contains(HTTPField("X-Team", "blue")))
            #expect(
                request.fields.contains(HTTPField("anthropic-version", "2023-06-01")) == (api == .anthropic)
            )
        }
    }

    @Test func azureIsAMatterOfConfiguration() throws {
        let bench = try VendorBench(.openAIChat) { settings in
            settings.baseURL =
                (try? UpstreamURL("https://x.openai.azure.com/openai/v1/?api-version=preview"))
                ?? settings.baseURL
            settings.keyField = "api-key"
            settings.modelNames = ["m-1": "deployment-7"]
        }
        _ = bench.ask()
        let request = try bench.exchange().request
        #expect(
            request.url.description
                == "https://x.openai.azure.com:443/openai/v1/chat/completions?api-version=preview"
        )
        #expect(request.fields.contains(HTTPField("api-key", "sk-secret-1")))
        #expect(!request.fields.contains { $0.name == "Authorization" })
        #expect(try bench.sent()["model"] == "deployment-7")
    }

    @Test(arguments: [
        (#"{"type":"array","items":{"type":"string"}}"#, "its root is no object"),
        (#"{"type":"object","anyOf":[{"required":["a"]}]}"#, "its root is a choice"),
        (#"{}"#, "its root may be anything"),
    ])
    func aSchemaThatCannotBeAToolsInputStandsInThePrompt(schema: String, why: String) throws {
        let bench = try VendorBench(.anthropic)
        _ = bench.ask(VendorBench.request(schema: try JSONSchema(try JSONValue(reading: schema))))
        let body = try bench.sent()
        #expect(body["tools"] == nil && body["tool_choice"] == nil, "\(why)")
        #expect(body["system"]?.string?.contains(schema) == true)
    }

    @Test func whatOpenAIDoesNotHoldAModelToIsAskedForWithoutItsStrictMode() throws {
        let schema = try JSONSchema([
            "type": "object", "properties": ["name": ["type": "string", "minLength": 2]],
        ])
        let chat = try VendorBench(.openAIChat)
        _ = chat.ask(VendorBench.request(schema: schema))
        #expect(try chat.sent()["response_format"]?["json_schema"]?["strict"] == false)
        let responses = try VendorBench(.openAIResponses)
        _ = responses.ask(VendorBench.request(schema: schema))
        #expect(try responses.sent()["text"]?["format"]?["strict"] == false)
    }

    @Test func anAddressThatCannotBeFailsTheCallAndNotTheServer() throws {
        let bench = try VendorBench(.gemini) { $0.modelNames = ["m-1": "no such model"] }
        let (recorder, _) = bench.ask()
        #expect(recorder.ends.isEmpty)
        bench.simulated.settle()
        #expect(recorder.end?.fault?.type == .providerRefusedRequest)
        #expect(bench.upstream.exchanges.isEmpty)
    }
}
