import Costs
import Events
import Foundation
import JSON
import Platform
import Providers
import Simulation
import Testing

@testable import GenerationAPI
@testable import Pipelines

/// What clients and operators are told of costs, and what follows from a spending line.
@Suite struct CostRouteTests {
    /// A server whose one model costs a dollar for each token of output, and nothing else.
    private static func server(limit: String? = nil, loops: Int = 1) throws -> SimulatedServer {
        var configuration = ServerConfiguration()
        let prices = "prices: [{model: talker, input: 0, output: 1000000}]"
        let table = try PriceTable(file: "prices.yaml", bytes: Array(prices.utf8))
        configuration.costs.source = .list(table)
        configuration.costs.spendingLimit = limit.flatMap { NanoDollars(dollars: $0) }
        try configuration.costs.readPrices()
        var settings = SimulatorSettings()
        settings.outputTokens = 7
        return try SimulatedServer(
            seed: 1,
            settings: settings,
            configuration: configuration,
            pipelines: [SimulatedServer.talk],
            loops: loops
        )
    }

    private static func run(_ server: SimulatedServer) -> String {
        let path = server.startUnread()
        server.loops.advance(by: .seconds(20))
        return path
    }

    private static let csvHead =
        "calls,estimated_calls,unpriced_calls,input_tokens,cached_input_tokens,cache_write_tokens,"
        + "output_tokens,reasoning_tokens,nano_dollars,dollars,estimated_nano_dollars"

    @Test func theLedgerIsToldAsJSON() throws {
        let server = try Self.server()
        _ = Self.run(server)
        _ = Self.run(server)
        let answer = server.ask("GET", "/v1/costs?by=owner,pipeline,step,model")
        #expect(answer.status == 200)
        #expect(answer.field("Content-Type") == "application/json")
        let rows = try #require(answer.json["rows"]?.array)
        #expect(rows.count == 1)
        let row = try #require(rows.first)
        #expect(row["owner"] == "anonymous" && row["pipeline"] == "talk" && row["step"] == "words")
        #expect(row["model"] == "simulator/talker" && row["calls"] == 2)
        #expect(row["usage"]?["output_tokens"] == 14)
        #expect(row["cost"]?["nano_dollars"] == 14_000_000_000 && row["cost"]?["dollars"] == "14")
        #expect(answer.json["total"]?["cost"]?["nano_dollars"] == 14_000_000_000)
        _ = server.stop()
    }

    @Test func theLedgerIsToldAsCSVToWhoeverPrefersIt() throws {
        let server = try Self.server()
        _ = Self.run(server)
        let answer = server.ask("GET", "/v1/costs?by=model,pipeline", fields: "Accept: text/csv\r\n")
        #expect(answer.field("Content-Type") == "text/csv; charset=utf-8; header=present")
        let lines = answer.body.components(separatedBy: "\r\n")
        #expect(lines.count == 3 && lines[2] == "")
        #expect(lines[0] == "model,pipeline," + Self.csvHead)
        #expect(lines[1].hasPrefix("simulator/talker,talk,1,0,0,"))
        #expect(lines[1].hasSuffix(",0,0,7,0,7000000000,7,0"))
        _ = server.stop()
    }

    @Test(arguments: [
        ("plain", "plain"), ("with,comma", "\"with,comma\""), ("with \"quotes\"", "\"with \"\"quotes\"\"\""),
        ("line\nbreak", "\"line\nbreak\""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"), ("=HYPERLINK(\"a,b\")", "\"'=HYPERLINK(\"\"a,b\"\")\""), ("", ""), ("a=b", "a=b"),
    ])
    func aNameIsQuotedAndNoFormula(_ name: String, _ field: String) {
        let model = ModelKey(provider: "p", model: "m")
        let key = LedgerKey(owner: name, pipeline: "x", step: "s", model: model, hour: Hour(number: 0))
        var sums = LedgerSums()
        sums.add(Usage(input: 1), Cost(NanoDollars(5)))
        let report = LedgerReport(
            LedgerQuery(by: [.owner]),
            of: [(key: key, value: sums)],
            since: Timestamp(unixNanoseconds: 0)
        )
        let text = CostDocument.csv(report).string
        #expect(text == "owner,\(Self.csvHead)\r\n\(field),1,0,0,1,0,0,0,0,5,0.000000005,0\r\n")
    }

    @Test(arguments: [
        ("by=colour", "there are no costs by"), ("from=yesterday", "from is a day"),
        ("to=2025-01-01T10:30:00Z", "to is a day"), ("by=owner,,modell", "there are no costs by"),
    ])
    func whatIsNoQuestionIsRefused(_ query: String, _ says: String) throws {
        let server = try Self.server()
        let answer = server.ask("GET", "/v1/costs?\(query)")
        #expect(answer.status == 400)
        #expect(answer.json["detail"]?.string?.contains(says) == true)
        _ = server.stop()
    }

    @Test func hoursThatAreNotAskedForAreLeftOut() throws {
        let server = try Self.server()
        _ = Self.run(server)
        #expect(server.ask("GET", "/v1/costs?to=1971-01-01").json["total"]?["calls"] == 0)
        #expect(server.ask("GET", "/v1/costs?from=1971-01-01").json["total"]?["calls"] == 1)
        #expect(server.ask("GET", "/v1/costs?owner=nobody").json["total"]?["calls"] == 0)
        _ = server.stop()
    }

    @Test func moreRowsThanAreToldAtOnceAreRefused() throws {
        let server = try Self.server()
        let model = ModelKey(provider: "p", model: "m")
        for hour in 0...10_000 {
            let key = LedgerKey(owner: "o", pipeline: "x", step: "s", model: model, hour: Hour(number: hour))
            server.context.accounts.ledger.enter(Usage(input: 1), Cost(NanoDollars(1)), under: key)
        }
        #expect(server.ask("GET", "/v1/costs?by=hour").status == 400)
        #expect(server.ask("GET", "/v1/costs?by=hour&from=1970-01-01T01:00:00Z").status == 200)
        #expect(server.ask("GET", "/v1/costs?by=day").json["total"]?["cost"]?["nano_dollars"] == 10_001)
        _ = server.stop()
    }

    @Test func aGenerationsDocumentHasItsCostAndItsCalls() throws {
        let server = try Self.server()
        let document = server.ask("GET", Self.run(server)).json
        #expect(document["cost"]?["dollars"] == "7")
        let calls = try #require(document["calls"]?.array)
        #expect(calls.count == 1 && calls[0]["step"] == "words" && calls[0]["attempt"] == 1)
        #expect(
            calls[0]["usage"]?["output_tokens"] == 7 && calls[0]["cost"]?["nano_dollars"] == 7_000_000_000
        )
        let line = try #require(server.stop().first { $0.contains(" generation ") })
        #expect(line.hasSuffix(" cost_dollars=7"))
    }

    @Test(arguments: [("", 0), ("?cost=true", 1), ("?cost=false", 0)])
    func aStreamTellsCostsIfItIsAskedTo(_ query: String, _ count: Int) throws {
        let server = try Self.server()
        let stream = server.open(
            "POST",
            "/v1/pipelines/talk/generations\(query)",
            body: #"{"word": "hello"}"#
        )
        server.loops.advance(by: .seconds(20))
        let text = stream.take()
        #expect(text.components(separatedBy: "event: cost\n").count - 1 == count)
        #expect(text.contains("event: generation_complete"))
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func aReaderWhoComesLaterIsToldTooOnWhicheverLoop(loop: Int) throws {
        let server = try Self.server(loops: 2)
        let path = server.startUnread()
        let stream = server.open("GET", path + "/events?cost=true", on: loop)
        server.loops.advance(by: .seconds(20))
        #expect(stream.take().contains("event: cost\n"))
        _ = server.stop()
    }

    @Test func behindTheLineNothingNewIsBegun() throws {
        let server = try Self.server(limit: "7")
        #expect(server.metrics.text.contains(#"penstock_budget_dollars{budget="anonymous"} 7"#))
        _ = Self.run(server)
        let target = "/v1/pipelines/talk/generations"
        let answer = server.ask("POST", target, body: #"{"word": "hello"}"#)
        #expect(answer.status == 429)
        #expect(answer.json["error_type"] == "policy_budget_exceeded")
        #expect(answer.json["limit_dollars"] == "7" && answer.json["spent_dollars"] == "7")
        let resets = try #require(answer.json["resets"]?.string)
        #expect(resets.hasSuffix("T00:00:00Z"))
        let wait = try #require(answer.field("Retry-After").flatMap { Int($0) })
        #expect((1...86_400).contains(wait))
        #expect(server.metrics.sum("penstock_budget_spent_ratio") == 1)
        #expect(server.metrics.sum("penstock_admission_rejections_total", #"reason="spending""#) == 1)
        // What is asked of what there is already goes on.
        #expect(server.ask("GET", "/v1/costs").status == 200)
        server.loops.advance(by: .seconds(wait))
        #expect(
            server.ask("POST", target, fields: "Prefer: respond-async\r\n", body: #"{"word": "a"}"#).status
                == 202
        )
        #expect(server.metrics.sum("penstock_budget_spent_ratio") == 0)
        _ = server.stop()
    }

    @Test func aReloadedLineHoldsForWhatWasSpentBefore() throws {
        let server = try Self.server()
        _ = Self.run(server)
        #expect(server.metrics.text.contains(#"penstock_budget_dollars{budget="anonymous"} +Inf"#))
        server.context.spending.set(limit: NanoDollars(dollars: "3.5"))
        #expect(server.metrics.sum("penstock_budget_spent_ratio") == 2)
        #expect(server.ask("POST", "/v1/pipelines/talk/generations", body: #"{"word": "a"}"#).status == 429)
        _ = server.stop()
    }
}
