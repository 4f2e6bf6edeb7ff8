import Events
import Platform
import Providers
import Simulation
import Testing

@testable import GenerationAPI

/// What is offered under OpenTelemetry's names: the same numbers, and nothing unless it is asked for.
@Suite struct OpenTelemetryTests {
    private static var configuration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.metricsOTel = true
        return configuration
    }

    private static func server(_ settings: SimulatorSettings = SimulatorSettings()) throws -> SimulatedServer
    {
        try SimulatedServer(seed: 1, settings: settings, configuration: configuration)
    }

    private static func names(of server: SimulatedServer) -> Set<String> {
        Set(server.registry.descriptors.map(\.name))
    }

    @Test func theSettingAddsTheseFamiliesAndChangesNoOther() throws {
        let without = Self.names(of: try SimulatedServer(seed: 1, settings: SimulatorSettings()))
        let with = Self.names(of: try Self.server())
        #expect(without.allSatisfy { $0.hasPrefix("penstock_") || $0.hasPrefix("process_") })
        #expect(without.isSubset(of: with))
        #expect(
            with.subtracting(without) == [
                "gen_ai_client_operation_duration_seconds",
                "gen_ai_client_operation_time_to_first_chunk_seconds", "gen_ai_client_token_usage",
                "gen_ai_workflow_duration_seconds", "http_client_request_duration_seconds",
                "http_server_active_requests", "http_server_request_duration_seconds",
            ]
        )
    }

    // MARK: The same numbers

    /// A family of ours and one of OpenTelemetry's, with the labels of series that count the same.
    private struct Pair {
        let ours: String
        var labels: [String] = []
        let theirs: String
        var theirLabels: [String] = []

        init(_ ours: String, _ labels: String..., is theirs: String, _ theirLabels: String...) {
            self.ours = ours
            self.labels = labels
            self.theirs = theirs
            self.theirLabels = theirLabels
        }
    }

    private static let generations = [
        Pair("penstock_generations_total", is: "gen_ai_workflow_duration_seconds_count"),
        Pair("penstock_generation_duration_seconds_sum", is: "gen_ai_workflow_duration_seconds_sum"),
        generations("complete", is: ""), generations("cancelled", is: "cancelled"),
        generations("abandoned", is: "abandoned"),
    ]
    private static let calls = [
        Pair("penstock_provider_requests_total", is: "gen_ai_client_operation_duration_seconds_count"),
        Pair(
            "penstock_provider_request_duration_seconds_sum",
            is: "gen_ai_client_operation_duration_seconds_sum"
        ),
        Pair(
            "penstock_provider_requests_total",
            #"outcome="ok""#,
            is: "gen_ai_client_operation_duration_seconds_count",
            #"error_type="""#
        ),
        Pair(
            "penstock_provider_time_to_first_token_seconds_count",
            is: "gen_ai_client_operation_time_to_first_chunk_seconds_count"
        ),
        Pair(
            "penstock_provider_time_to_first_token_seconds_sum",
            is: "gen_ai_client_operation_time_to_first_chunk_seconds_sum"
        ),
        Pair("penstock_provider_requests_total", is: "gen_ai_client_token_usage_count", #"type="input""#),
        Pair("penstock_provider_requests_total", is: "gen_ai_client_token_usage_count", #"type="output""#),
        Pair(
            "penstock_tokens_total",
            #"kind="input""#,
            is: "gen_ai_client_token_usage_sum",
            #"type="input""#
        ),
        Pair(
            "penstock_tokens_total",
            #"kind="output""#,
            is: "gen_ai_client_token_usage_sum",
            #"type="output""#
        ),
    ]
    private static let requests = [
        Pair("penstock_http_requests_total", is: "http_server_request_duration_seconds_count"),
        requests("200"), requests("404"),
    ]

    private static func generations(_ outcome: String, is type: String) -> Pair {
        Pair(
            "penstock_generations_total",
            "outcome=\"\(outcome)\"",
            is: "gen_ai_workflow_duration_seconds_count",
            "error_type=\"\(type)\""
        )
    }

    private static func requests(_ status: String) -> Pair {
        Pair(
            "penstock_http_requests_total",
            "status=\"\(status)\"",
            is: "http_server_request_duration_seconds_count",
            "http_response_status_code=\"\(status)\""
        )
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func bothNamesCountTheSameWhateverHappens(seed: UInt64) throws {
        let simulation = try ServerSimulation(seed: seed, configuration: Self.configuration)
        simulation.run()
        let metrics = simulation.server.metrics
        for pair in Self.generations + Self.calls + Self.requests {
            let ours = metrics.sum(pair.ours, labels: pair.labels)
            let theirs = metrics.sum(pair.theirs, labels: pair.theirLabels)
            // Sums of seconds are exact in nanoseconds, and series are added up in floating point.
            #expect((ours * 1e9).rounded() == (theirs * 1e9).rounded(), "\(pair)")
        }
        for type in ErrorType.allCases {
            let label = "error_type=\"\(type.rawValue)\""
            // Whatever ends a generation is told of its step too.
            let ended = metrics.sum("gen_ai_workflow_duration_seconds_count", label)
            #expect(ended <= metrics.sum("penstock_step_failures_total", label))
            guard type.rawValue.hasPrefix("provider_") else { continue }
            #expect(
                metrics.sum("gen_ai_client_operation_duration_seconds_count", label)
                    == metrics.sum("penstock_provider_requests_total", label)
            )
        }
        _ = simulation.server.stop()
        #expect(simulation.server.metrics.sum("http_server_active_requests") == 0)
    }

    // MARK: Labels

    private static let call =
        #"gen_ai_operation_name="chat",gen_ai_provider_name="simulator",gen_ai_request_model="writer""#

    @Test func seriesThatCanBeKnownExistAtZero() throws {
        let text = try Self.server().metrics.text
        for series in [
            "gen_ai_workflow_duration_seconds_count{gen_ai_workflow_name=\"content\",error_type=\"\"}",
            "gen_ai_workflow_duration_seconds_count{gen_ai_workflow_name=\"content\",error_type=\"abandoned\"}",
            "gen_ai_client_operation_duration_seconds_count{\(Self.call),error_type=\"timeout_idle\"}",
            "gen_ai_client_operation_time_to_first_chunk_seconds_count{\(Self.call)}",
            "gen_ai_client_token_usage_bucket{\(Self.call),gen_ai_token_type=\"output\",le=\"6.7108864e+07\"}",
            "gen_ai_client_token_usage_sum{\(Self.call),gen_ai_token_type=\"input\"}",
            "http_server_active_requests{http_request_method=\"GET\",url_scheme=\"http\"}",
        ] {
            #expect(text.contains("\n\(series) 0\n"), "\(series)")
        }
    }

    struct Request: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var fields = ""
        let labels: String
    }

    @Test(arguments: [
        Request(
            testDescription: "GET /v1/pipelines",
            labels: #"{http_route="/v1/pipelines",http_request_method="GET",http_response_status_code="200","#
                + #"url_scheme="http",error_type=""}"#
        ),
        // One route of ours answers both.
        Request(
            testDescription: "HEAD /v1/pipelines/content",
            labels: #"{http_route="/v1/pipelines/{pipeline}",http_request_method="HEAD","#
                + #"http_response_status_code="200",url_scheme="http",error_type=""}"#
        ),
        // Whatever the path, it is in no label.
        Request(
            testDescription: "DELETE /nothing/here",
            labels: #"{http_route="",http_request_method="DELETE",http_response_status_code="404","#
                + #"url_scheme="http",error_type=""}"#
        ),
        Request(
            testDescription: "PROPFIND /v1/pipelines",
            labels: #"{http_route="",http_request_method="_OTHER",http_response_status_code="405","#
                + #"url_scheme="http",error_type=""}"#
        ),
        Request(
            testDescription: "POST /run",
            fields: "Transfer-Encoding: gzip\r\n",
            labels: #"{http_route="",http_request_method="POST",http_response_status_code="501","#
                + #"url_scheme="http",error_type="501"}"#
        ),
    ])
    func aRequestIsLabelledAsTheConventionsHaveIt(request: Request) throws {
        let server = try Self.server()
        server.connect().send("\(request.testDescription) HTTP/1.1\r\nHost: x\r\n\(request.fields)\r\n")
        server.simulated.settle()
        let text = server.metrics.text
        #expect(text.contains("\nhttp_server_request_duration_seconds_count\(request.labels) 1\n"))
    }

    private static func post(_ path: String, to server: SimulatedServer) -> SimulatedStream {
        let stream = server.connect()
        let body = #"{"topic":"rivers"}"#
        stream.send(
            "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        server.simulated.settle()
        return stream
    }

    @Test func aClientThatLeavesUnansweredWasSentNoStatus() throws {
        let server = try Self.server()
        Self.post("/run", to: server).reset()
        server.simulated.settle()
        let labels =
            #"{http_route="/run",http_request_method="POST",http_response_status_code="","#
            + #"url_scheme="http",error_type="client_disconnect"}"#
        #expect(server.metrics.text.contains("\nhttp_server_request_duration_seconds_count\(labels) 1\n"))
        #expect(server.metrics.sum("penstock_http_requests_total", #"status="499""#) == 1)
    }

    @Test func aRequestIsActiveUntilItsResponseHasEnded() throws {
        let server = try Self.server()
        let stream = Self.post("/run/stream", to: server)
        server.connect().send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        let active = { server.metrics.sum("http_server_active_requests", $0) }
        #expect(active(#"http_request_method="POST""#) == 1)
        #expect(active(#"http_request_method="GET""#) == 0)
        stream.reset()
        server.simulated.settle()
        #expect(active(#"http_request_method="POST""#) == 0)
    }
}
