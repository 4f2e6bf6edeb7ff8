import Authentication
import Costs
import EventLoops
import Foundation
import HTTPServer
import Platform
import Testing

@testable import GenerationAPI

/// Flags before the file, the file before the environment; every mistake in a sentence.
@Suite struct ConfigurationTests {
    /// A configuration file that is gone with the test.
    private final class File {
        let path: String

        init(_ text: String, _ name: String = #function) throws {
            path = "\(FileManager.default.temporaryDirectory.path)/penstock-\(UUID().uuidString).yaml"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private func load(
        _ arguments: [String],
        _ environment: [String: String] = [:]
    ) throws -> ServerConfiguration {
        try ConfigurationLoader(arguments: arguments, environment: environment).load()
    }

    private func faults(_ arguments: [String], _ environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationLoader.Faults) {
            _ = try ConfigurationLoader(arguments: arguments, environment: environment).load()
            return []
        } catch {
            return error.lines
        }
    }

    @Test func withoutAnythingItListensOnLoopback() throws {
        #expect(try load([]).listen == [.tcp(host: "127.0.0.1", port: 8_080)])
    }

    @Test func aFlagWinsOverTheFileAndTheFileOverTheEnvironment() throws {
        let file = try File("loops: 3\ndrain_delay: 3s\n")
        let environment = [
            "PENSTOCK_LOOPS": "2", "PENSTOCK_DRAIN_DELAY": "2s", "PENSTOCK_DRAIN_TIMEOUT": "2s",
        ]
        let configuration = try load(["--config", file.path, "--loops", "4"], environment)
        #expect(configuration.loops == 4)
        #expect(configuration.drainDelay == .seconds(3))
        #expect(configuration.drainTimeout == .seconds(2))
    }

    @Test func aFlagMayCarryItsValueBehindAnEqualsSign() throws {
        #expect(try load(["--loops=5"]).loops == 5)
    }

    @Test func listenersAddUpWithinTheirSourceAndReplaceThoseBelow() throws {
        let file = try File("listen: [127.0.0.1:1, 127.0.0.1:2]\n")
        #expect(try load(["--config", file.path]).listen.count == 2)
        let flags = ["--config", file.path, "--listen", "unix:/tmp/a", "--listen", "[::1]:3"]
        #expect(try load(flags).listen == [.unix(path: "/tmp/a"), .tcp(host: "::1", port: 3)])
    }

    @Test func theEnvironmentMayNameTheFile() throws {
        let file = try File("max_body: 2MiB\nmax_generations: 7\n")
        let configuration = try load([], ["PENSTOCK_CONFIG": file.path])
        #expect(configuration.bounds.bodyBytes == 2 << 20)
        #expect(configuration.generationsMax == 7)
    }

    @Test func whatIsKeptOfGenerationsIsBounded() throws {
        let file = try File("keep_time: 1m\nmax_kept_generations: 7\nmax_kept_bytes: 1MiB\n")
        let keeping = try load(["--config", file.path]).keeping
        #expect(keeping.time == .seconds(60) && keeping.generations == 7 && keeping.bytes == 1 << 20)
        let fixed = ["keep_time", "max_kept_generations", "max_kept_bytes"]
        #expect(try load(["--keep-time", "2m"]).needsRestart(against: try load([])) == ["keep_time"])
        #expect(try load(["--config", file.path]).needsRestart(against: try load([])) == fixed)
    }

    @Test func theSimulatorIsToldHowToMisbehave() throws {
        let file = try File(
            """
            providers:
              flaky: {api: simulator, seed: 9, tokens_per_second: 0, failures: {error: 0.25, cut: 0.5}}
            """
        )
        let provider = try #require(try load(["--config", file.path]).providers["flaky"])
        guard case .simulator(let settings) = provider.kind else { Issue.record("no simulator"); return }
        #expect(settings.seed == 9)
        #expect(settings.tokensPerSecond == nil)
        #expect(settings.failures.error == 0.25)
        #expect(settings.failures.cut == 0.5)
    }

    @Test func mistakesAreToldTogetherAndWithTheirPlace() throws {
        let file = try File("loops: many\nlog_levle: info\nproviders: {a: {api: simulater}}\n")
        let lines = faults(["--config", file.path]).map {
            $0.replacingOccurrences(of: file.path, with: "FILE")
        }
        #expect(lines.count == 3)
        #expect(lines[0] == #"FILE:1:8: "loops" must be a whole number from 1 to 64, found "many""#)
        #expect(lines[1].hasPrefix(#"FILE:2:1: unknown key "log_levle"; did you mean "log_level"? The"#))
        #expect(
            lines[2] == #"FILE:3:22: "api" must be one of: simulator, openai_chat, openai_responses, "#
                + #"anthropic, gemini, found "simulater"; did you mean simulator?"#
        )
    }

    @Test(
        arguments: [
            (
                ["--lisen", "x"],
                ["unknown argument --lisen; did you mean --listen? `penstock help` lists all"]
            ),
            (["--loops"], ["--loops needs N behind it"]),
            (["--config"], ["--config needs FILE behind it"]),
        ]
    )
    func aFaultyFlagIsNamed(arguments: [String], expected: [String]) {
        #expect(faults(arguments) == expected)
    }

    @Test func aFaultyVariableIsNamed() {
        #expect(faults([], ["PENSTOCK_LOOPS": "0"]).first?.hasPrefix("PENSTOCK_LOOPS") == true)
    }

    @Test func whatNeedsARestartIsSaid() throws {
        let running = try load(["--loops", "1"])
        let changed = try load(["--loops", "2", "--listen", "127.0.0.1:1", "--max-body", "2MiB"])
        #expect(changed.needsRestart(against: running) == ["listen", "loops"])
        let probes = try load(["--loops", "1", "--admin-only", "--drain-envoy", "--drain-status", "404"])
        #expect(probes.needsRestart(against: running) == ["admin_only", "drain_status", "drain_envoy"])
    }

    @Test(arguments: ["metrics_otel", "trace_content"])
    func whatCostsMoreOrTellsMoreIsOffUntilAskedFor(name: String) throws {
        let isOn = name == "metrics_otel" ? \ServerConfiguration.metricsOTel : \.traceContent
        #expect(try !load([])[keyPath: isOn])
        let file = try File("\(name): true\n")
        let flag = "--" + name.replacing("_", with: "-")
        for asked in [
            try load([flag]), try load(["--config", file.path]),
            try load([], ["PENSTOCK_\(name.uppercased())": "true"]),
        ] {
            #expect(asked[keyPath: isOn])
            #expect(asked.needsRestart(against: try load([])) == [name])
        }
    }

    @Test func keysComeFromAFileOrElseFromTheServiceManager() throws {
        let hash = String(repeating: "0", count: 64)
        let entry = "- {id: a, hash: \"sha256:\(hash)\", owner: x, scopes: [read]}\n"
        let (one, two) = (try File(entry), try File(entry + entry.replacing("id: a", with: "id: b")))
        let directory = "\(one.path).d"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let environment = ["CREDENTIALS_DIRECTORY": directory]
        #expect(try load([]).access.keys == nil && load([], environment).access.keys == nil)
        try entry.write(toFile: "\(directory)/keys", atomically: true, encoding: .utf8)
        #expect(try load([], environment).access.keys?.count == 1)
        #expect(try load(["--keys", two.path], environment).access.keys?.count == 2)
        #expect(try load([], ["PENSTOCK_KEYS": two.path]).access.keys?.count == 2)
        #expect(try load(["--keys", one.path]).needsRestart(against: try load([])) == ["keys"])
        #expect(try load([]).needsRestart(against: try load(["--keys", one.path])) == ["keys"])
        #expect(
            try load(["--keys", one.path]).needsRestart(against: try load(["--keys", two.path])).isEmpty
        )
    }

    @Test func mistakesAmongKeysAreToldWithTheOthers() throws {
        let file = try File("- {id: a}\n")
        let lines = faults(["--loops", "0", "--keys", file.path])
        #expect(lines.count == 4 && lines[0].hasPrefix("--loops must be"))
        #expect(lines[1] == "\(file.path):1:3: a key needs \"hash\"")
        #expect(
            faults(["--keys", "/no/such/file"]) == ["cannot read /no/such/file: No such file or directory"]
        )
    }

    @Test func originsAreAListOrStandBetweenCommas() throws {
        let two = AllowedOrigins.only(["https://a.example", "http://localhost:3000"])
        let file = try File("cors_origins: [https://a.example, 'http://localhost:3000']\n")
        #expect(try load([]).access.origins == nil)
        #expect(try load(["--config", file.path]).access.origins == two)
        #expect(
            try load(["--cors-origins", "https://a.example, http://localhost:3000"]).access.origins == two
        )
        #expect(try load([], ["PENSTOCK_CORS_ORIGINS": "*"]).access.origins == .any)
        let form = "https://HOST or https://HOST:PORT in lower case, without a path, or * alone"
        #expect(
            faults(["--cors-origins", "https://a.example/,*"]) == [
                "--cors-origins: https://a.example/ is no origin; write \(form)",
                "--cors-origins: * is no origin; write \(form)",
            ]
        )
    }

    @Test func howItSaysThatItDrainsIsTheOperators() throws {
        let preset = try load([])
        #expect(preset.drainStatus == .serviceUnavailable)
        #expect(!preset.drainEnvoy && !preset.adminOnly)
        let file = try File("drain_status: 404\ndrain_envoy: true\nadmin_only: true\n")
        let configuration = try load(["--config", file.path])
        #expect(configuration.drainStatus == .notFound)
        #expect(configuration.drainEnvoy && configuration.adminOnly)
    }

    @Test(arguments: [
        ("200", #"--drain-status must be a whole number from 400 to 599, found the number 200"#),
        ("ok", #"--drain-status must be a whole number from 400 to 599, found "ok""#),
        ("499", "--drain-status: 499 is no status that this server answers with; take 503 or 404"),
        ("418", "--drain-status: 418 is no status that this server answers with; take 503 or 404"),
    ])
    func aDrainStatusIsOneThatTheServerKnows(code: String, sentence: String) {
        #expect(faults(["--drain-status", code]) == [sentence])
    }

    @Test func pricesStandInAFileOrInTheConfiguration() throws {
        let prices = try File("prices: [{model: m, input: 1.5, output: 2}]")
        let day = Day(number: 20_000)
        let key = ModelKey(provider: "p", model: "m")
        let named = try load(["--prices", prices.path]).costs
        #expect(named.prices.price(of: key, on: day)?.rates.input.count == 1_500_000_000)
        let file = try File(
            "prices: [{model: m, input: 3, output: 2}]\nspending_limit_per_day: 5.00\nunpriced: refuse\n"
        )
        let inline = try load(["--config", file.path]).costs
        #expect(inline.prices.price(of: key, on: day)?.rates.input.count == 3_000_000_000)
        #expect(inline.spendingLimit?.count == 5_000_000_000)
        #expect(inline.unpriced == .refuse)
        let gpt = ModelKey(provider: "openai", model: "gpt-4.1")
        #expect(inline.prices.price(of: gpt, on: day) != nil)
        #expect(try load([]).costs.prices.price(of: key, on: day) == nil)
    }

    @Test func mistakesInPricesAreNamedWithTheirPlace() throws {
        let prices = try File("prices:\n  - {model: m, input: free, output: 2}\n")
        #expect(faults(["--prices", prices.path]).first?.hasPrefix("\(prices.path):2:23: \"input\"") == true)
        let file = try File("prices:\n  - {model: m, inptu: 1, output: 2}\n")
        #expect(faults(["--config", file.path]).first?.hasPrefix("\(file.path):2:16: unknown key") == true)
        #expect(faults(["--prices", "/nowhere/prices.yaml"]).count == 1)
        #expect(faults(["--spending-limit-per-day", "-1"]).first?.contains("US dollars") == true)
        #expect(faults(["--unpriced", "ask"]).count == 1)
    }
}
