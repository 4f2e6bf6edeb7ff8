import Metrics
import Providers
import Simulation
import Testing

@testable import GenerationAPI

/// Scrapes of a whole server on a simulated loop.
@Suite struct ScrapeTests {
    private static let openMetrics = "Accept: application/openmetrics-text;version=1.0.0\r\n"
    private static let protobuf =
        "Accept: application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited\r\n"

    private let server: SimulatedServer

    init() throws {
        server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
    }

    private func ask(_ stream: SimulatedStream, method: String = "GET", _ fields: String = "") {
        stream.send("\(method) /metrics HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
        for _ in 0..<20 { server.simulated.advance(by: .milliseconds(1)) }
    }

    private func scrapes(_ format: String, _ outcome: String) -> Double {
        server.metrics.sum(
            "penstock_metrics_scrapes_total",
            "format=\"\(format)\"",
            "outcome=\"\(outcome)\""
        )
    }

    @Test func theAnswerIsTheWholeExposition() {
        let stream = server.connect()
        ask(stream, Self.openMetrics)
        let answer = stream.take()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(
            answer.contains(
                "\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores\r\n"
            )
        )
        #expect(answer.hasSuffix("# EOF\n\r\n0\r\n\r\n"))
        #expect(scrapes("openmetrics", "complete") == 1)
        #expect(server.metrics.sum("penstock_metrics_scrape_duration_seconds_count") == 1)
        #expect(server.metrics.sum("penstock_metrics_scrape_bytes_total", #"format="openmetrics""#) > 10_000)
        #expect(server.metrics.sum("penstock_metrics_series") > 50)
    }

    @Test(arguments: ["", openMetrics, protobuf, "Accept-Encoding: gzip\r\n"])
    func headSaysWhatGetWouldWithoutCollecting(fields: String) {
        let stream = server.connect()
        ask(stream, fields)
        let get = stream.take().split(separator: "\r\n\r\n")[0].split(separator: "\r\n")
        let scraped = server.metrics.sum("penstock_metrics_scrapes_total")
        ask(stream, method: "HEAD", fields)
        let answer = stream.take()
        #expect(answer.hasSuffix("\r\n\r\n"))
        let head = answer.split(separator: "\r\n")
        #expect(head.filter { !$0.hasPrefix("X-Request-Id") } == get.filter { !$0.hasPrefix("X-Request-Id") })
        #expect(server.metrics.sum("penstock_metrics_scrapes_total") == scraped)
    }

    @Test func aGzippedScrapeSaysSo() {
        let stream = server.connect()
        ask(stream, "Accept-Encoding: gzip\r\n")
        let bytes = stream.received
        let answer = stream.take()
        #expect(answer.contains("\r\nContent-Encoding: gzip\r\n"))
        #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
        // The member's magic number behind the first chunk's size.
        let magic: [UInt8] = [0x0D, 0x0A, 0x1F, 0x8B]
        #expect(bytes.indices.dropLast(4).contains { Array(bytes[$0..<$0 + 4]) == magic })
        #expect(Double(bytes.count) < server.metrics.sum("penstock_metrics_scrape_bytes_total"))
    }

    @Test func scrapesAtOnceDoNotMix() {
        let streams = [Self.openMetrics, "", Self.protobuf, "Accept-Encoding: gzip\r\n"].map { fields in
            let stream = server.connect()
            stream.window = 4_096
            stream.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
            return stream
        }
        var received = streams.map { _ in "" }
        for _ in 0..<400 {
            server.simulated.advance(by: .milliseconds(1))
            for (index, stream) in streams.enumerated() {
                received[index] += stream.take()
                stream.open(window: 4_096)
            }
        }
        for text in received { #expect(text.hasSuffix("\r\n0\r\n\r\n")) }
        #expect(received[0].contains("# EOF\n"))
        #expect(!received[1].contains("# EOF\n"))
        #expect(server.metrics.sum("penstock_metrics_scrapes_total", #"outcome="complete""#) == 4)
    }

    @Test func aScrapeThatItsScraperNoLongerWaitsForIsCutOff() {
        let stream = server.connect()
        stream.window = 1_024
        ask(stream, "X-Prometheus-Scrape-Timeout-Seconds: 2.5\r\n")
        server.simulated.advance(by: .milliseconds(2_400))
        #expect(!stream.isClosed)
        server.simulated.advance(by: .milliseconds(200))
        #expect(stream.wasReset)
        #expect(!stream.take().hasSuffix("\r\n0\r\n\r\n"))
        #expect(scrapes("text", "timeout") == 1)
        #expect(scrapes("text", "complete") == 0)
        #expect(scrapes("text", "aborted") == 0)
    }

    @Test func aScrapeWithinItsTimeIsLeftAlone() {
        let stream = server.connect()
        ask(stream, "X-Prometheus-Scrape-Timeout-Seconds: 2.5\r\n")
        server.simulated.advance(by: .seconds(3))
        #expect(!stream.isClosed)
        #expect(scrapes("text", "complete") == 1)
        #expect(scrapes("text", "timeout") == 0)
    }

    @Test func aScraperThatLeavesIsCounted() {
        let stream = server.connect()
        stream.window = 1_024
        ask(stream)
        stream.reset()
        server.simulated.settle()
        #expect(scrapes("text", "aborted") == 1)
        let before = server.simulated.loop.timerCount
        #expect(before <= 1)
    }

    @Test func scrapersThatDoNotReadLeaveRoomForOthersWhenTheyGo() {
        let idle = (0..<ScrapeSlots.max).map { _ in
            let stream = server.connect()
            stream.window = 1_024
            stream.send("GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n")
            return stream
        }
        server.simulated.advance(by: .milliseconds(20))
        let late = server.connect()
        ask(late)
        #expect(late.take().hasPrefix("HTTP/1.1 503 "))
        #expect(scrapes("text", "refused") == 1)
        for stream in idle { stream.reset() }
        server.simulated.settle()
        #expect(server.worker.scrapes.taken == 0)
        ask(late)
        #expect(late.take().hasPrefix("HTTP/1.1 200 "))
        #expect(scrapes("text", "complete") == 1)
    }
}
