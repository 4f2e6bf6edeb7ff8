import Authentication
import Crypto
import HTTPClient
import HTTPServer
import JSON
import Platform
import Providers
import Simulation
import Testing

@testable import EventLog
@testable import GenerationAPI
@testable import Pipelines

/// A simulated server that knows some keys, each of somebody else or for something else.
struct GuardedServer {
    enum Holder: String, CaseIterable, Sendable {
        case anna, annasReader, ben, scraper, admin, expired, revoked
        /// Of an organisation that has an Anna too.
        case otherAnna

        var caller: Caller {
            switch self {
            case .anna: Caller(owner: "anna", tenant: "acme", scopes: [.generate], key: rawValue)
            case .annasReader: Caller(owner: "anna", tenant: "acme", scopes: [.read], key: rawValue)
            case .otherAnna:
                Caller(owner: "anna", tenant: "other", scopes: [.generate, .read], key: rawValue)
            case .ben: Caller(owner: "ben", tenant: "acme", scopes: [.generate, .read], key: rawValue)
            case .scraper: Caller(owner: "prometheus", tenant: nil, scopes: [.metrics], key: rawValue)
            case .admin: Caller(owner: "olga", tenant: nil, scopes: [.admin], key: rawValue)
            case .expired, .revoked:
                Caller(owner: "anna", tenant: "acme", scopes: Set(Scope.allCases), key: rawValue)
            }
        }
    }

    let server: SimulatedServer

    /// Before the simulated clock begins.
    private static let past = Timestamp(unixNanoseconds: 1)

    init(
        origins: AllowedOrigins? = nil,
        without absent: Set<Holder> = [],
        exportsTo collector: UpstreamURL? = nil,
        loops: Int = 1
    ) throws {
        var configuration = ServerConfiguration()
        configuration.access.keys = Self.ring(without: absent)
        configuration.access.origins = origins
        configuration.traceEndpoint = collector
        var settings = SimulatorSettings()
        settings.firstToken = .seconds(1)
        settings.tokensPerSecond = 10
        server = try SimulatedServer(
            seed: 1,
            settings: settings,
            configuration: configuration,
            pipelines: PipelineFileSet.withTalk,
            loops: loops
        )
    }

    static func ring(without absent: Set<Holder> = []) -> KeyRing {
        KeyRing(
            Holder.allCases.filter { !absent.contains($0) }.map { holder in
                KeyEntry(
                    key(of: holder).digest,
                    holder.caller,
                    expires: holder == .expired ? past : nil,
                    revoked: holder == .revoked ? past : nil
                )
            }
        )
    }

    static func text(of holder: Holder) -> String {
        "pk_\(holder.rawValue)_" + String(repeating: String(holder.rawValue.prefix(4)), count: 10)
    }

    static func key(of holder: Holder) -> AccessKey {
        let bytes = Array(text(of: holder).utf8)
        guard let key = AccessKey(bytes.span) else { preconditionFailure("this is a key") }
        return key
    }

    static func field(of holder: Holder) -> String { "Authorization: Bearer \(text(of: holder))\r\n" }

    /// Asks with a holder's key, or with other fields.
    func ask(
        _ method: String,
        _ target: String,
        as holder: Holder,
        body: String = "",
        on index: Int = 0
    ) -> SimulatedServer.Answer {
        server.ask(method, target, fields: Self.field(of: holder), body: body, on: index)
    }

    /// Starts a generation that nobody reads, and returns the path under which it is known.
    func start(as holder: Holder, on index: Int = 0) -> String {
        let answer = server.ask(
            "POST",
            "/v1/pipelines/talk/generations",
            fields: Self.field(of: holder) + "Prefer: respond-async\r\n",
            body: #"{"word": "hello"}"#,
            on: index
        )
        return answer.field("Location") ?? "nowhere"
    }

    // MARK: Every route

    /// A request that a route answers, taken from the server's own list of routes.
    struct Question: Sendable, CustomTestStringConvertible {
        let method: String
        let template: String
        let scope: Scope?
        let body: String

        var testDescription: String { "\(method) \(template)" }
        var isOfOne: Bool { template.contains("{id}") }

        /// Its target, if it is about this generation where it is about one.
        func target(_ path: String) -> String {
            template.replacing("/v1/generations/{id}", with: path).replacing("{pipeline}", with: "talk")
                .replacing("{check}", with: "loops")
        }
    }

    var questions: [Question] {
        let pipelines = server.worker.catalog.pipelines.map(\.pipeline)
        return Routes(server.worker).main.map { route in
            let own = pipelines.flatMap(\.routes).first { $0.path == route.template }
            let isStart = route.method == .post && route.template.hasSuffix("/{pipeline}/generations")
            let body = own?.input.example.rendered ?? (isStart ? #"{"word": "hello"}"# : "")
            return Question(
                method: route.method.rawValue,
                template: route.template,
                scope: route.scope,
                body: body
            )
        }
    }
}
