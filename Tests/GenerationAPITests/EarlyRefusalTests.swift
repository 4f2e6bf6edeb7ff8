import EventLoops
import HTTPServer
import Providers
import Testing

@testable import GenerationAPI

/// A stream that is refused before anything reads what was asked for is a stream that could not be opened.
@Suite struct EarlyRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var path = "/v1/pipelines/content/generations"
        var fields = "Content-Type: application/json\r\n"
        var body = #"{"topic":"rivers"}"#
        let status: Int
        /// The reason it is counted under; nil if it is no stream.
        let reason: String?
    }

    private static let long = String(repeating: " ", count: 5_000)
    private static let json = "Content-Type: application/json\r\nAccept: application/json\r\n"

    @Test(arguments: [
        Refusal(testDescription: "too long", body: long, status: 413, reason: "too_large"),
        Refusal(
            testDescription: "too long, in chunks",
            fields: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
            body: "1388\r\n\(long)\r\n0\r\n\r\n",
            status: 413,
            reason: "too_large"
        ),
        Refusal(testDescription: "no type", fields: "", status: 415, reason: "bad_request"),
        Refusal(
            testDescription: "another type",
            fields: "Content-Type: text/plain\r\nAccept: text/event-stream\r\n",
            status: 415,
            reason: "bad_request"
        ),
        Refusal(
            testDescription: "neither accepted",
            fields: "Content-Type: application/json\r\nAccept: text/html\r\n",
            status: 406,
            reason: "bad_request"
        ),
        Refusal(testDescription: "unfit input", body: #"{"topic":7}"#, status: 422, reason: "bad_request"),
        Refusal(testDescription: "no JSON", body: "{", status: 400, reason: "bad_request"),
        Refusal(testDescription: "a long document", fields: json, body: long, status: 413, reason: nil),
        Refusal(testDescription: "an unfit document", fields: json, body: "{}", status: 422, reason: nil),
        Refusal(
            testDescription: "a document without a type",
            fields: "Accept: application/json\r\n",
            status: 415,
            reason: nil
        ),
        Refusal(
            testDescription: "no such pipeline",
            path: "/v1/pipelines/none/generations",
            body: long,
            status: 413,
            reason: nil
        ),
        Refusal(
            testDescription: "declared, too long",
            path: "/run/stream",
            body: long,
            status: 413,
            reason: "too_large"
        ),
        Refusal(
            testDescription: "declared, no type",
            path: "/run/stream",
            fields: "",
            status: 415,
            reason: "bad_request"
        ),
        Refusal(
            testDescription: "a declared document, too long",
            path: "/run",
            body: long,
            status: 413,
            reason: nil
        ),
    ])
    func isCountedIfAStreamWasAskedFor(refusal: Refusal) throws {
        var configuration = ServerConfiguration()
        configuration.bounds.bodyBytes = 4_096
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings(), configuration: configuration)
        let stream = server.connect()
        let isChunked = refusal.fields.contains("chunked")
        let length = isChunked ? "" : "Content-Length: \(refusal.body.utf8.count)\r\n"
        stream.send(
            "POST \(refusal.path) HTTP/1.1\r\nHost: x\r\n\(refusal.fields)\(length)\r\n\(refusal.body)"
        )
        server.simulated.settle()
        #expect(stream.take().hasPrefix("HTTP/1.1 \(refusal.status) "))
        let failed = { server.metrics.sum("penstock_stream_connects_total", labels: $0) }
        #expect(failed([#"outcome="failed""#]) == (refusal.reason == nil ? 0 : 1))
        #expect(failed([]) == failed([#"outcome="failed""#]))
        if let reason = refusal.reason { #expect(failed(["reason=\"\(reason)\""]) == 1) }
        // The line says whose pipeline was asked for, if there is one.
        let lines = server.stop()
        #expect(lines.count == 1)
        let hasPipeline = !refusal.path.contains("/none/")
        #expect(lines.allSatisfy { $0.contains(" pipeline=content ") == hasPipeline })
    }

    @Test(arguments: ["/v1/pipelines/content/generations", "/run/stream", "/run"])
    func aClientThatLeavesBeforeItHasSaidAllHasALineAndNoStream(path: String) throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        let stream = server.connect()
        stream.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        stream.send("Content-Length: 9\r\n\r\n{")
        server.simulated.settle()
        stream.end()
        server.simulated.settle()
        #expect(stream.take() == "")
        #expect(server.metrics.sum("penstock_stream_connects_total") == 0)
        #expect(server.metrics.sum("penstock_http_requests_total", labels: [#"status="499""#]) == 1)
        let lines = server.stop()
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.contains(" pipeline=content status=499 ") })
        #expect(lines.allSatisfy { $0.hasSuffix(" ending=client_disconnect") })
    }
}
