import EventLoops
import HTTPClient
import Metrics
import Platform
import Simulation
import Testing
import TraceExport

@testable import Tracing

/// What the exporter does with spans, and with collectors that are slow, away or of another mind.
@Suite struct TraceExporterTests {
    private final class Setup {
        let simulated = SimulatedEventLoop()
        let registry = Registry(loops: 1)
        let tracer: Tracer
        let upstream: SimulatedUpstream
        let log: SimulatedLog
        let exporter: TraceExporter

        init(encoding: TraceEncoding = .json) throws {
            tracer = Tracer(ratio: 1, registry: registry)
            upstream = SimulatedUpstream(on: simulated.loop)
            log = SimulatedLog(time: simulated.clock, registry: registry)
            exporter = TraceExporter(
                tracer,
                by: upstream,
                on: simulated.loop,
                to: try UpstreamURL("http://collector:4318/v1/traces"),
                as: encoding,
                of: TraceResource(service: "penstock", version: "1", instance: "i"),
                metrics: TraceExportMetrics(registry),
                logger: log.logger
            )
        }

        func submit(_ count: Int) {
            for _ in 0..<count {
                guard let context = tracer.context(continuing: nil, .empty, random: &simulated.loop.random)
                else {
                    return
                }
                let now = simulated.loop.timestamp
                var span = TraceSpan(context, "GET /", .server, from: now, to: now)
                span.add("http.request.method", .text("GET"))
                tracer.submit([span])
            }
        }

        deinit {
            _ = log.stop()
        }

        func answer(_ status: Int, _ fields: [HTTPField] = [], _ body: [UInt8] = []) {
            upstream.exchanges.last?.respond(status, fields)
            for byte in body { upstream.exchanges.last?.send(String(UnicodeScalar(byte))) }
            upstream.exchanges.last?.end()
        }

        func spansSent(_ exchange: Int) -> Int {
            String(decoding: upstream.exchanges[exchange].request.body, as: UTF8.self)
                .ranges(of: "\"traceId\"").count
        }

        func count(_ family: String, _ labels: String) -> Double {
            Scrape(registry).sum("penstock_trace_\(family)_total", labels)
        }
    }

    @Test func spansOfASecondLeaveTogether() throws {
        let setup = try Setup()
        setup.submit(3)
        setup.simulated.advance(by: .milliseconds(999))
        #expect(setup.upstream.exchanges.isEmpty)
        setup.simulated.advance(by: .milliseconds(1))
        #expect(setup.spansSent(0) == 3)
        let request = setup.upstream.exchanges[0].request
        #expect(request.method == "POST")
        #expect(request.fields.contains { $0.name == "Content-Type" && $0.value == "application/json" })
        setup.answer(200)
        #expect(setup.count("exports", "ok") == 1)
        #expect(setup.count("spans_exported", "") == 3)
    }

    @Test func nothingIsSentWhereThereIsNothingToSay() throws {
        let setup = try Setup()
        setup.simulated.advance(by: .seconds(60))
        #expect(setup.upstream.exchanges.isEmpty)
    }

    @Test func manySpansLeaveInBatchesOneAfterTheOther() throws {
        let setup = try Setup()
        setup.submit(1_200)
        var sent: [Int] = []
        for batch in 0..<3 {
            setup.simulated.advance(by: .seconds(1))
            sent.append(setup.spansSent(batch))
            setup.answer(200)
        }
        #expect(sent == [512, 512, 176])
    }

    @Test(arguments: [429, 502, 503, 504])
    func whatMayPassIsTriedAgainWithGrowingPauses(status: Int) throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        for attempt in 1...5 {
            #expect(setup.upstream.exchanges.count == attempt)
            setup.answer(status)
            setup.simulated.advance(by: .seconds(32))
        }
        #expect(setup.upstream.exchanges.count == 5)
        #expect(setup.count("exports", "retried") == 4)
        #expect(setup.count("exports", "failed") == 1)
        #expect(setup.count("spans_dropped", "") == 1)
    }

    @Test func aCollectorSaysItselfWhenToComeAgain() throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(503, [HTTPField("Retry-After", "7")])
        setup.simulated.advance(by: .milliseconds(6_999))
        #expect(setup.upstream.exchanges.count == 1)
        setup.simulated.advance(by: .milliseconds(1))
        #expect(setup.upstream.exchanges.count == 2)
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999999", "-1", "0", "1e9", "soon", ""])
    func aCollectorCannotSendItAwayForEver(retryAfter: String) throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(503, [HTTPField("Retry-After", retryAfter)])
        setup.simulated.advance(by: .milliseconds(900))
        #expect(setup.upstream.exchanges.count == 1)
        setup.simulated.advance(by: .seconds(30))
        #expect(setup.upstream.exchanges.count == 2)
    }

    @Test func aWebPageIsNoCollectorsAnswer() throws {
        let setup = try Setup()
        setup.submit(2)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(200, [HTTPField("Content-Type", "Text/HTML; charset=utf-8")])
        #expect(setup.count("exports", "rejected") == 1)
        #expect(setup.count("spans_exported", "") == 0)
        #expect(setup.count("spans_dropped", "") == 2)
    }

    private struct Answer: CustomTestStringConvertible {
        let encoding: TraceEncoding
        var type: String?
        let body: [UInt8]
        let exported: Int
        var outcome = "ok"
        var log: String?

        init(
            _ encoding: TraceEncoding,
            _ type: String?,
            _ body: [UInt8],
            exported: Int,
            outcome: String = "ok",
            log: String? = nil
        ) {
            self.encoding = encoding
            self.type = type
            self.body = body
            self.exported = exported
            self.outcome = outcome
            self.log = log
        }

        init(json text: String, exported: Int, outcome: String = "ok", log: String? = nil) {
            self.init(
                .json,
                "application/json",
                Array(text.utf8),
                exported: exported,
                outcome: outcome,
                log: log
            )
        }

        var testDescription: String { "\(encoding) \(type ?? "") \(String(decoding: body, as: UTF8.self))" }

        static let nonsense = "status 200 with what is no answer to spans"
        static let some = "2 of 5 refused: too old"
        static let all: [Answer] = [
            Answer(.json, nil, [], exported: 5),
            Answer(json: "{}", exported: 5),
            Answer(json: #"{"partialSuccess":{}}"#, exported: 5),
            Answer(json: #"{"partialSuccess":null}"#, exported: 5),
            Answer(json: #"{"partialSuccess":{"errorMessage":"slow down"}}"#, exported: 5),
            Answer(
                json: #"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}"#,
                exported: 3,
                log: some
            ),
            Answer(
                json: #"{"partialSuccess":{"rejectedSpans":2,"errorMessage":"too old"}}"#,
                exported: 3,
                log: some
            ),
            Answer(json: #"{"partialSuccess":{"rejectedSpans":"-2"}}"#, exported: 5),
            Answer(
                json: #"{"partialSuccess":{"rejectedSpans":"99"}}"#,
                exported: 0,
                log: "5 of 5 refused: "
            ),
            Answer(json: "it worked", exported: 0, outcome: "rejected", log: nonsense),
            Answer(json: #"{"partialSuccess":"#, exported: 0, outcome: "rejected", log: nonsense),
            Answer(.json, "text/plain", Array("ok".utf8), exported: 5),
            Answer(.protobuf, "application/x-protobuf", [], exported: 5),
            Answer(.protobuf, "application/x-protobuf", [0x0A, 0], exported: 5),
            Answer(
                .protobuf,
                "application/x-protobuf",
                [0x0A, 11, 0x08, 2, 0x12, 7] + Array("too old".utf8),
                exported: 3,
                log: some
            ),
            Answer(.protobuf, nil, [0x0A, 2, 0x08, 2], exported: 3, log: "2 of 5 refused: "),
            Answer(
                .protobuf,
                "application/x-protobuf",
                Array("garbage".utf8),
                exported: 0,
                outcome: "rejected",
                log: nonsense
            ),
        ]
    }

    @Test(arguments: Answer.all)
    private func aCollectorMayTakeSomeAndSaySo(answer: Answer) throws {
        let setup = try Setup(encoding: answer.encoding)
        setup.submit(5)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(200, answer.type.map { [HTTPField("Content-Type", $0)] } ?? [], answer.body)
        setup.simulated.advance(by: .seconds(100))
        #expect(setup.upstream.exchanges.count == 1)
        #expect(setup.count("exports", answer.outcome) == 1)
        #expect(setup.count("spans_exported", "") == Double(answer.exported))
        #expect(setup.count("spans_dropped", "") == Double(5 - answer.exported))
        #expect(setup.tracer.isSettled)
        let lines = setup.log.stop()
        #expect(lines.count == (answer.log == nil ? 0 : 1))
        if let reason = answer.log { #expect(lines.first?.contains("reason=\"\(reason)\"") == true) }
    }

    @Test(arguments: [400, 401, 404, 413, 500, 301])
    func whatIsRefusedIsDroppedAndCounted(status: Int) throws {
        let setup = try Setup()
        setup.submit(2)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(status)
        setup.simulated.advance(by: .seconds(100))
        #expect(setup.upstream.exchanges.count == 1)
        #expect(setup.count("exports", "rejected") == 1)
        #expect(setup.count("spans_dropped", "") == 2)
    }

    @Test(arguments: HTTPClientFault.Kind.allCases)
    func everyFaultOfTheTransferEndsInOneCount(kind: HTTPClientFault.Kind) throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        for _ in 0..<5 {
            if setup.upstream.exchanges.last?.hasEnded == false { setup.upstream.exchanges.last?.fail(kind) }
            setup.simulated.advance(by: .seconds(32))
        }
        #expect(setup.count("exports", "rejected") + setup.count("exports", "failed") == 1)
        #expect(setup.count("spans_dropped", "") == 1)
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        #expect(setup.upstream.exchanges.last?.hasEnded == false)
    }

    @Test func aCollectorThatIsAwayCostsTheOldestSpansAndNothingElse() throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        setup.submit(10_000)
        #expect(setup.tracer.count == 8_192)
        #expect(setup.count("spans_dropped", "") == 10_000 - 8_192)
    }

    // MARK: The end of the server

    @Test func whatWaitsLeavesInTimeWhenTheServerGoes() throws {
        let setup = try Setup()
        setup.submit(600)
        setup.exporter.flush()
        setup.simulated.settle()
        #expect(setup.spansSent(0) == 512)
        setup.answer(200)
        setup.simulated.advance(by: .milliseconds(20))
        #expect(setup.spansSent(1) == 88)
        setup.answer(200)
        setup.submit(1)
        setup.simulated.advance(by: .milliseconds(20))
        #expect(setup.spansSent(2) == 1)
        setup.answer(200)
        #expect(setup.tracer.isSettled)
    }

    @Test func aBatchThatWaitsForItsNextAttemptIsTriedOnceMoreWhenTheServerGoes() throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        setup.answer(503, [HTTPField("Retry-After", "30")])
        setup.exporter.flush()
        setup.simulated.settle()
        #expect(setup.spansSent(1) == 1)
        setup.answer(200)
        #expect(setup.tracer.isSettled)
        #expect(setup.count("spans_exported", "") == 1)
    }

    // MARK: What the log says

    @Test func theLogSaysOnceThatSpansAreLostAndOnceThatTheyAreNot() throws {
        let setup = try Setup()
        for status in [503, 503, 400, 200, 200] {
            setup.submit(1)
            setup.simulated.advance(by: .seconds(32))
            setup.answer(status)
        }
        let lines = setup.log.stop().map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        #expect(
            lines == [
                "WARNING spans cannot be exported collector=collector:4318 reason=\"status 503\"",
                "WARNING spans are exported again collector=collector:4318 failed_for_ms=96000",
            ]
        )
    }

    @Test(arguments: HTTPClientFault.Kind.allCases)
    func theLogSaysWhyACollectorIsAway(kind: HTTPClientFault.Kind) throws {
        let setup = try Setup()
        setup.submit(1)
        setup.simulated.advance(by: .seconds(1))
        setup.upstream.exchanges.last?.fail(kind)
        let lines = setup.log.stop()
        // Only this server itself cancels, when it stops.
        #expect(lines.count == (kind == .cancelled ? 0 : 1))
        #expect(lines.allSatisfy { $0.hasSuffix("reason=\"\(kind.rawValue): simulated\"") })
    }
}
