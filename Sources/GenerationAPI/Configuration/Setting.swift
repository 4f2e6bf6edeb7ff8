internal import Costs
internal import EventLoops
internal import HTTPClient
internal import HTTPServer
internal import Logs
internal import TraceExport
internal import YAML

/// One thing that can be configured: as a flag, in the file, or in the environment.
package struct Setting: Sendable {
    /// Its key in the file; the flag is `--drain-delay` and the variable `PENSTOCK_DRAIN_DELAY` for `drain_delay`.
    package let key: String
    /// What stands for its value in the help text; nil for a flag without a value.
    package let placeholder: String?
    package let help: String
    let read: @Sendable (YAMLValue, inout ServerConfiguration) -> Void

    package var flag: String { "--" + key.replacing("_", with: "-") }
    package var variable: String { "PENSTOCK_" + key.uppercased() }

    private init(
        _ key: String,
        _ placeholder: String?,
        _ help: String,
        _ read: @escaping @Sendable (YAMLValue, inout ServerConfiguration) -> Void
    ) {
        self.key = key
        self.placeholder = placeholder
        self.help = help
        self.read = read
    }

    /// All of them, in the order of the help text.
    package static let all: [Setting] = [
        Setting(
            "listen",
            "ADDRESS",
            "HOST:PORT, [IPV6]:PORT or unix:/PATH; in the file also a list (127.0.0.1:8080)"
        ) {
            let addresses = $0.node?.isSequence == true ? $0.list(count: 1...16, address) : [address($0)]
            $1.listen = addresses.compactMap(\.self)
        },
        Setting("admin", "ADDRESS", "a second address that answers metrics and health only (none)") {
            $1.admin = address($0)
        },
        Setting("admin_only", nil, "answer metrics and health there only, not where generations are") {
            $1.adminOnly = $0.bool()
        },
        Setting("data", "DIR", "where the server keeps what must survive it (nowhere)") {
            $1.data = $0.text()
        },
        Setting("pipelines", "DIR", "pipeline files, in place of those that are shipped") {
            $1.pipelines = $0.text()
        },
        Setting("loops", "N", "event loops (one for each processor)") {
            $1.loops = $0.integer(in: 1...ServerConfiguration.loopsMax)
        },
        Setting("log_level", "LEVEL", "debug, info, warning or error (info)") {
            $1.logLevel = $0.choice(LogLevel.self)
        },
        Setting("log_format", "FORMAT", "json, text or journal (what suits standard output)") {
            $1.logFormat = $0.choice(LogFormat.self)
        },
        Setting("drain_delay", "TIME", "after SIGTERM, go on accepting for so long (5s)") {
            $1.drainDelay = $0.duration(in: .zero...(.seconds(3_600)))
        },
        Setting("drain_status", "CODE", "what /readyz answers meanwhile; HAProxy may want 404 (503)") {
            $1.drainStatus = status($0)
        },
        Setting("drain_envoy", nil, "meanwhile every answer says x-envoy-immediate-health-check-fail") {
            $1.drainEnvoy = $0.bool()
        },
        Setting("drain_timeout", "TIME", "then let running streams finish for so long (30s)") {
            $1.drainTimeout = $0.duration(in: .zero...(.seconds(3_600)))
        },
        Setting("max_connections", "N", "connections of the whole process (20000)") {
            $1.bounds.connections = $0.integer(in: 1...1_000_000)
        },
        Setting("max_connections_per_address", "N", "connections of one peer address (20000)") {
            $1.bounds.connectionsPerAddress = $0.integer(in: 1...1_000_000)
        },
        Setting("max_generations", "N", "generations that may run at once (20000)") {
            $1.generationsMax = $0.integer(in: 1...1_000_000)
        },
        Setting("keep_time", "TIME", "how long a generation that has ended can still be read (15m)") {
            $1.keeping.time = $0.duration(in: .zero...(.seconds(86_400)))
        },
        Setting("max_kept_generations", "N", "generations that have ended and are kept (10000)") {
            $1.keeping.generations = $0.integer(in: 0...1_000_000)
        },
        Setting("max_kept_bytes", "SIZE", "memory of generations that have ended and are kept (256MiB)") {
            $1.keeping.bytes = $0.bytes(in: 0...(1 << 40))
        },
        Setting("max_body", "SIZE", "the largest request body (1MiB)") {
            $1.bounds.bodyBytes = $0.bytes(in: 1_024...(64 << 20))
        },
        Setting("trace_endpoint", "URL", "an OTLP/HTTP collector's address for traces (none)") {
            $1.traceEndpoint = endpoint($0)
        },
        Setting("trace_format", "FORMAT", "protobuf or json (protobuf)") {
            $1.traceFormat = $0.choice(TraceEncoding.self)
        },
        Setting("trace_ratio", "SHARE", "share of the traces that begin here which are sampled (1)") {
            $1.traceRatio = $0.number(in: 0...1)
        },
        Setting("trace_content", nil, "prompts and answers stand in the spans of model calls") {
            $1.traceContent = $0.bool()
        },
        Setting("metrics_otel", nil, "metrics also under OpenTelemetry's names for HTTP and GenAI") {
            $1.metricsOTel = $0.bool()
        },
        Setting("prices", "FILE", "what models cost, before what is shipped; in the file also a list (none)")
        {
            $1.costs.source =
                $0.node?.isSequence == true
                ? .list(PriceTable(reading: $0)) : $0.text().map { .file($0) }
        },
        Setting("unpriced", "POLICY", "models of unknown price are free, or refuse to ask them (free)") {
            $1.costs.unpriced = $0.choice(UnpricedPolicy.self)
        },
        Setting("spending_limit_per_day", "DOLLARS", "what an owner may spend in a day of UTC (no limit)") {
            $1.costs.spendingLimit = $0.dollars(upTo: CostSettings.spendingLimitMax)
        },
        Setting("keys", "FILE", "whose requests are answered, see `penstock keys` (anybody's)") {
            $1.keysFile = $0.text()
        },
        Setting(
            "cors_origins",
            "ORIGINS",
            "web pages that may ask: https://HOST, several by commas, or * (none)"
        ) {
            $1.access.origins = origins($0)
        },
        Setting("insecure", nil, "listen on other than loopback addresses without keys") {
            $1.insecure = $0.bool()
        },
    ]

    /// A status of refusal that the server knows.
    private static func status(_ value: YAMLValue) -> Status {
        let code = value.integer(in: 400...599)
        if let status = Status(rawValue: code), status != .clientClosedRequest { return status }
        value.report("\(code) is no status that this server answers with; take 503 or 404")
        return .serviceUnavailable
    }

    private static func endpoint(_ value: YAMLValue) -> UpstreamURL? {
        guard let text = value.text() else { return nil }
        do throws(UpstreamURL.Fault) {
            return try UpstreamURL(text)
        } catch {
            // Without the text: a password may stand in it, and what is said here is logged.
            value.report(
                "this is no collector's address (\(error.description)); write http://HOST:4318/v1/traces"
            )
            return nil
        }
    }

    private static func origins(_ value: YAMLValue) -> AllowedOrigins? {
        let isList = value.node?.isSequence == true
        let texts = isList ? value.list(count: 1...100) { $0.text() ?? "" } : value.text().map { [$0] } ?? []
        let origins = texts.flatMap { $0.split { $0 == "," || $0 == " " } }.map(String.init)
        if origins == ["*"] { return .any }
        if origins.isEmpty { value.report("there is no origin in it; leave it away to let no page in") }
        for origin in origins where !AllowedOrigins.isOrigin(origin) {
            let form = "https://HOST or https://HOST:PORT in lower case, without a path, or * alone"
            value.report("\(origin) is no origin; write \(form)")
        }
        return .only(Set(origins))
    }

    private static func address(_ value: YAMLValue) -> BindAddress? {
        guard let text = value.text() else { return nil }
        do throws(BindAddress.Fault) {
            return try BindAddress(text)
        } catch {
            value.report(error.description)
            return nil
        }
    }
}

extension YAMLValue {
    fileprivate func text() -> String? {
        if node?.text == nil { refuse("text") }
        return node?.text
    }
}
