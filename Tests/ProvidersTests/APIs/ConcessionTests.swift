import HTTPClient
import JSON
import Providers
import Testing

@testable import Providers

/// A server that refuses the form of a request is asked again in another, and the next time in that one at once.
@Suite struct ConcessionTests {
    /// A server that knows less than its API has.
    struct Server: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let api: UpstreamSettings.API
        /// What it says to a request that has this in it.
        let refusals: [(part: String, status: Int, body: String)]
        /// What stands in the request that it takes, and what does not.
        let has: [String]
        let lacks: [String]
        let requests: Int

        func answer(to body: String) -> (status: Int, body: String)? {
            refusals.first { body.contains($0.part) }.map { ($0.status, $0.body) }
        }
    }

    private static func openAI(_ message: String, _ parameter: String? = nil) -> String {
        let parameter = parameter.map { "\"\($0)\"" } ?? "null"
        return
            #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":\#(parameter),"code":null}}"#
    }

    static let servers = chatServers + otherServers

    private static let chatServers = [
        Server(
            testDescription: "a reasoning model that allows no temperature",
            api: .openAIChat,
            refusals: [("\"temperature\"", 400, openAI("Unsupported value.", "temperature"))],
            has: ["\"response_format\"", "\"stream_options\"", "\"max_completion_tokens\""],
            lacks: ["\"temperature\""],
            requests: 2
        ),
        Server(
            testDescription: "a server that knows no stream options and no new name of the budget",
            api: .openAIChat,
            refusals: [
                ("\"stream_options\"", 400, openAI("Unrecognized request argument supplied: stream_options")),
                ("\"max_completion_tokens\"", 422, openAI("Extra inputs", "max_completion_tokens")),
            ],
            has: ["\"max_tokens\":500", "\"temperature\"", "\"json_schema\""],
            lacks: ["\"stream_options\"", "max_completion_tokens"],
            requests: 3
        ),
        Server(
            testDescription:
                "llama-cpp-python, which refuses a json_schema and makes a grammar of an object's",
            api: .openAIChat,
            refusals: [
                (
                    "\"json_schema\"", 500,
                    #"{"error":{"message":"[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type')}]","#
                        + #""type":"internal_server_error","param":null,"code":null}}"#
                )
            ],
            has: [
                #""response_format":{"type":"json_object","schema":{"#, "It must satisfy this JSON Schema",
            ],
            lacks: ["\"json_schema\""],
            requests: 2
        ),
        Server(
            testDescription: "a server that knows no structured output at all",
            api: .openAIChat,
            refusals: [("\"response_format\"", 400, openAI("response_format is not supported"))],
            has: ["It must satisfy this JSON Schema"],
            lacks: ["\"response_format\""],
            requests: 3
        ),
        Server(
            testDescription: "a FastAPI server",
            api: .openAIChat,
            refusals: [
                (
                    "\"stream_options\"", 422,
                    #"{"detail":[{"loc":["body"],"msg":"extra fields not permitted: stream_options"}]}"#
                )
            ],
            has: ["\"response_format\""],
            lacks: ["\"stream_options\""],
            requests: 2
        ),
    ]

    private static let otherServers = [
        Server(
            testDescription: "a reasoning model of Responses",
            api: .openAIResponses,
            refusals: [
                (
                    "\"temperature\"", 400,
                    openAI(
                        "Unsupported parameter: 'temperature' is not supported with this model.",
                        "temperature"
                    )
                )
            ],
            has: ["\"json_schema\""],
            lacks: ["\"temperature\""],
            requests: 2
        ),
        Server(
            testDescription: "Responses of a schema that OpenAI does not take",
            api: .openAIResponses,
            refusals: [
                (
                    "\"json_schema\"", 400,
                    openAI("Invalid schema for response_format 'answer'", "text.format.schema")
                )
            ],
            has: [#""text":{"format":{"type":"json_object"}}"#, "It must satisfy this JSON Schema"],
            lacks: ["\"json_schema\""],
            requests: 2
        ),
        Server(
            testDescription:
                "an imitator of Anthropic's without tools, where a mere object is the prompt's form too",
            api: .anthropic,
            refusals: [
                (
                    "\"tool_choice\"", 400,
                    #"{"type":"error","error":{"type":"invalid_request_error","message":"tools: not supported"}}"#
                )
            ],
            has: ["It must satisfy this JSON Schema"],
            lacks: ["\"tools\""],
            requests: 2
        ),
        Server(
            testDescription: "a Gemini that knows no responseJsonSchema",
            api: .gemini,
            refusals: [
                (
                    "\"responseJsonSchema\"", 400,
                    #"{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name "#
                        + #"\"responseJsonSchema\" at 'generation_config': Cannot find field.","#
                        + #""status":"INVALID_ARGUMENT"}}"#
                )
            ],
            has: ["\"responseMimeType\"", "It must satisfy this JSON Schema"],
            lacks: ["\"responseJsonSchema\""],
            requests: 2
        ),
    ]

    /// Lets the server answer until it takes a request or there is none; the request that it took.
    private func serve(_ bench: VendorBench, _ server: Server) throws -> String? {
        while try !bench.exchange().hasEnded {
            let exchange = try bench.exchange()
            let body = String(decoding: exchange.request.body, as: UTF8.self)
            guard let refusal = server.answer(to: body) else { return body }
            exchange.respond(refusal.status, [HTTPField("content-type", "application/json")])
            exchange.send(refusal.body)
            exchange.end()
            bench.simulated.settle()
        }
        return nil
    }

    private static func request() throws -> ModelRequest {
        VendorBench.request(
            schema: try JSONSchema(RequestTests.schema),
            maxOutputTokens: 500,
            temperature: 0.5
        )
    }

    @Test(arguments: servers)
    func whatAServerRefusesIsConcededOnceAndRemembered(_ server: Server) throws {
        let bench = try VendorBench(server.api)
        let (recorder, call) = bench.ask(try Self.request())
        let taken = try #require(try serve(bench, server))
        for part in server.has { #expect(taken.contains(part)) }
        for part in server.lacks { #expect(!taken.contains(part)) }
        #expect(bench.upstream.exchanges.count == server.requests)
        #expect(call.notes.concessions == server.requests - 1)
        #expect(recorder.ends.isEmpty)
        try bench.exchange().respond(200, [HTTPField("content-type", "text/event-stream")])

        _ = bench.ask(try Self.request())
        #expect(try serve(bench, server) == taken)
        #expect(bench.upstream.exchanges.count == server.requests + 1)
    }

    @Test func whatIsNotOfTheFormIsNotAskedAgain() throws {
        let bench = try VendorBench(.openAIChat)
        let refusal = Self.openAI("This model's maximum context length is 8192 tokens.", "messages")
        let reading = try bench.read([Array(refusal.utf8)[...]], status: 400)
        #expect(reading.fault?.type == .providerRefusedRequest)
        #expect(bench.upstream.exchanges.count == 1)
    }

    @Test func aConcessionThatWritesTheSameRequestIsPassedOver() throws {
        // Anthropic's budget has one name only.
        let bench = try VendorBench(.anthropic)
        let refusal =
            #"{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: 9 > 8"}}"#
        let reading = try bench.read([Array(refusal.utf8)[...]], status: 400)
        #expect(reading.fault?.type == .providerRefusedRequest)
        #expect(bench.upstream.exchanges.count == 1)
        #expect(reading.notes.concessions == 0)
    }

    @Test func aServerThatRefusesEveryFormIsAskedABoundedNumberOfTimes() throws {
        let server = Server(
            testDescription: "",
            api: .openAIChat,
            refusals: [
                ("m-1", 400, Self.openAI("temperature stream_options max_completion_tokens schema"))
            ],
            has: [],
            lacks: [],
            requests: 0
        )
        let bench = try VendorBench(.openAIChat)
        let (recorder, call) = bench.ask(try Self.request())
        #expect(try serve(bench, server) == nil)
        #expect(recorder.end?.fault?.type == .providerRefusedRequest)
        #expect(call.notes.concessions == 5)
        #expect(bench.upstream.exchanges.count == 6)
    }

    @Test func whoeverIsCancelledConcedesNothing() throws {
        let bench = try VendorBench(.openAIChat)
        let (recorder, call) = bench.ask(try Self.request())
        let exchange = try bench.exchange()
        exchange.respond(400)
        exchange.send(Self.openAI("No.", "temperature"))
        _ = call.cancel()
        exchange.end()
        bench.simulated.settle()
        #expect(recorder.ends.isEmpty)
        #expect(bench.upstream.exchanges.count == 1)
    }
}
