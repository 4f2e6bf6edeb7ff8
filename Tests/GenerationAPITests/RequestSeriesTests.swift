import Providers
import Testing

@testable import GenerationAPI

/// A counter that appears with its first request loses it to every rate, so what is known beforehand is there at 0.
@Suite struct RequestSeriesTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let route: String
        var method = "POST"
        let statuses: [Int]
        /// Whether its durations are observed.
        var isTimed = true

        var testDescription: String { "\(method) \(route)" }
    }

    @Test(arguments: [
        Known(
            route: "/v1/pipelines/{pipeline}/generations",
            statuses: [200, 202, 400, 404, 406, 408, 413, 415, 422, 499, 500, 503],
            isTimed: false
        ),
        Known(
            route: "/run/stream",
            statuses: [200, 202, 400, 408, 413, 415, 422, 499, 500, 503],
            isTimed: false
        ),
        Known(route: "/v1/generations", method: "GET", statuses: [200, 400, 404, 406, 499, 500]),
        Known(
            route: "/v1/generations/{id}/events",
            method: "GET",
            statuses: [200, 204, 400, 404, 406, 499, 500],
            isTimed: false
        ),
        Known(route: "/run", statuses: [200, 202, 400, 408, 413, 415, 422, 499, 500, 503]),
        Known(route: "/v1/pipelines", method: "GET", statuses: [200, 400, 406, 499, 500]),
        Known(route: "/v1/pipelines/{pipeline}", method: "GET", statuses: [200, 400, 404, 406, 499, 500]),
        Known(
            route: "unmatched",
            method: "_OTHER",
            statuses: [200, 400, 404, 405, 408, 414, 417, 431, 499, 500, 501, 505]
        ),
    ])
    func whatARouteCanAnswerIsCountedFromZero(known: Known) throws {
        let server = try SimulatedServer(seed: 1, settings: SimulatorSettings())
        let lines = server.metrics.text.split(separator: "\n")
        func statuses(_ family: String) -> [Int] {
            let start = "\(family){route=\"\(known.route)\",method=\"\(known.method)\",status=\""
            let series = lines.filter { $0.hasPrefix(start) }
            #expect(series.allSatisfy { $0.hasSuffix(" 0") })
            return series.compactMap { Int($0.dropFirst(start.count).prefix(3)) }.sorted()
        }
        #expect(statuses("penstock_http_requests_total") == known.statuses)
        let timed = statuses("penstock_http_request_duration_seconds_count")
        #expect(timed == (known.isTimed ? known.statuses : []))
        _ = server.stop()
    }
}
