import Metrics
import Testing

@testable import GenerationAPI

@Suite struct ScrapeNegotiationTests {
    /// What Prometheus 2.42 sends (scrape/scrape.go), and 3.x by default and with native histograms.
    private static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    private static let prometheus2Native =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
        + prometheus2.replacing("1.0.0,", with: "1.0.0;q=0.8,")
    private static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
    private static let prometheus3Native =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
        + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"

    private static let text = "text/plain; version=0.0.4; charset=utf-8; escaping="
    private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping="
    private static let draft = "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping="
    private static let protobuf =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping="

    @Test(
        arguments: [
            (prometheus2, openMetrics + "underscores"),
            (prometheus2Native, protobuf + "underscores"),
            (prometheus3, openMetrics + "allow-utf-8"),
            (prometheus3Native, protobuf + "underscores"),
            // One of `scrape_protocols` only.
            ("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5", text + "underscores"),
            ("text/plain;version=0.0.4;q=0.6,*/*;q=0.5", text + "underscores"),
            ("application/openmetrics-text;version=0.0.1;q=0.6,*/*;q=0.5", draft + "underscores"),
            // What curl and browsers send.
            (nil, text + "underscores"), ("", text + "underscores"), ("*/*", text + "underscores"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", text + "underscores"),
            ("text/*", text + "underscores"), ("application/*", openMetrics + "underscores"),
            ("text/plain", text + "underscores"), ("application/openmetrics-text", draft + "underscores"),
            ("TEXT/PLAIN; Version=0.0.4; Q=1", text + "underscores"),
            // Preference, refusal, and order among equals.
            ("text/plain;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4", text + "underscores"),
            (
                "text/plain;q=0.4,application/openmetrics-text;version=1.0.0;q=0.5",
                openMetrics + "underscores"
            ),
            ("application/openmetrics-text;version=1.0.0;q=0,text/plain;q=0.1", text + "underscores"),
            ("application/openmetrics-text;version=1.0.0,text/plain", openMetrics + "underscores"),
            ("text/plain;q=0", text + "underscores"),
            // Escaping is said back if it is known.
            ("text/plain;version=0.0.4;escaping=dots", text + "dots"),
            ("text/plain;version=0.0.4;escaping=\"values\"", text + "values"),
            ("text/plain;version=0.0.4;escaping=rot13", text + "underscores"),
            // What is not offered is passed over.
            ("application/openmetrics-text;version=2.0.0,text/plain;q=0.1", text + "underscores"),
            (
                "application/vnd.google.protobuf;q=0.9,application/openmetrics-text;version=1.0.0;q=0.1",
                openMetrics + "underscores"
            ),
            (
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text,text/plain;q=0.1",
                text + "underscores"
            ),
            ("image/png", text + "underscores"), (";;;,,/;q=x,", text + "underscores"),
        ] as [(String?, String)]
    )
    func theFormatIsTheFirstThatIsOffered(accept: String?, type: String) {
        let negotiated = ScrapeNegotiation(accept: accept, encoding: nil, timeout: nil)
        #expect(negotiated.format.contentType == type)
    }

    /// As long as a head may be.
    @Test(arguments: [
        String(repeating: ",", count: 30_000), String(repeating: "text/plain;q=0,", count: 2_000),
        String(repeating: ";q=", count: 10_000), "text/plain;" + String(repeating: "a=\"\\\"", count: 6_000),
        String(repeating: "*/*;q=0.1;version=9,", count: 1_500),
    ])
    func aMaliciousAcceptIsAnsweredWithText(accept: String) {
        #expect(ScrapeNegotiation(accept: accept, encoding: accept, timeout: accept).format == .text)
    }

    @Test(
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true), ("identity", false),
            ("gzip;q=0", false), ("gzip; q=0.0", false), ("gzip;q=0.001", true), ("*", true),
            ("*;q=0", false),
            ("gzip;q=0, *", false), ("deflate, gzip;q=1.0, *;q=0.5", true), ("zstd, br", false),
            ("identity;q=1, gzip;q=0.5", false), ("identity;q=0.5, gzip", true), ("gzip;q=nonsense", false),
            ("gzipped", false),
        ] as [(String?, Bool)]
    )
    func gzipIsUsedIfItIsAskedFor(encoding: String?, isGzipped: Bool) {
        let negotiated = ScrapeNegotiation(accept: nil, encoding: encoding, timeout: nil)
        #expect(negotiated.isGzipped == isGzipped)
    }

    @Test(
        arguments: [
            (nil, nil), ("10", .seconds(10)), ("0.5", .milliseconds(500)), ("0", nil), ("-1", nil),
            ("nan", nil),
            ("inf", .seconds(3_600)), ("1e300", .seconds(3_600)), ("soon", nil), ("", nil),
        ] as [(String?, Duration?)]
    )
    func theTimeoutIsWhatCanBeWaited(header: String?, timeout: Duration?) {
        #expect(ScrapeNegotiation(accept: nil, encoding: nil, timeout: header).timeout == timeout)
    }
}
