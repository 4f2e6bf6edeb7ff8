internal import HTTPClient
internal import Platform
internal import Providers
internal import YAML

/// Reads how a vendor is reached, and who asks.
struct UpstreamDecoder {
    /// What is wrong with a value from the environment.
    struct Fault: Error {
        let sentence: String
    }

    private let api: UpstreamSettings.API
    private let environment: [String: String]

    /// The longest key that anybody issues is far shorter.
    private static let keyBytesMax = 8 * 1_024
    private static let patience = Duration.milliseconds(1)...Duration.seconds(3_600)

    init(_ api: UpstreamSettings.API, _ environment: [String: String]) {
        self.api = api
        self.environment = environment
    }

    func read(_ map: YAMLMapping) throws -> UpstreamSettings {
        let address = map.optional("base_url").flatMap { url($0) }
        var settings = try Self.settings(api, at: address?.description, nil)
        settings.key = map.optional("key").flatMap(key)
        settings.keyField = map.optional("key_field")?.string()
        settings.fields = map.optional("headers")?.entries(field).compactMap(\.self) ?? []
        settings.route.proxy = map.optional("proxy").flatMap { url($0, allowsCredentials: true) }
        settings.route.authorities = map.optional("authorities")?.string() ?? settings.route.authorities
        if map.optional("http2")?.bool() == true { settings.route.version = .http2 }
        readTimeouts(map, into: &settings.timeouts)
        settings.callsMax = map.optional("max_concurrency")?.integer(in: 1...1_000_000)
        let names = map.optional("model_names")?.entries { ($0.string(), $1.string()) } ?? []
        settings.modelNames = Dictionary(names) { first, _ in first }
        if let form = map.optional("structured_output") {
            settings.structure = form.choice(RequestTerms.Structure.self)
        }
        if api != .anthropic, let tokens = map.optional("reasoning_tokens") {
            settings.reasoningTokens = tokens.integer(in: 0...1_000_000)
        }
        if api == .openAIChat, let name = map.optional("token_limit") {
            settings.hasOldTokenLimit =
                name.choice(of: ["max_completion_tokens", "max_tokens"]) == "max_tokens"
        }
        return settings
    }

    private func readTimeouts(_ map: YAMLMapping, into timeouts: inout HTTPClientRequest.Timeouts) {
        func time(_ key: String) -> Duration? { map.optional(key)?.duration(in: Self.patience) }
        timeouts.connect = time("connect_timeout") ?? timeouts.connect
        timeouts.firstByte = time("first_byte_timeout") ?? timeouts.firstByte
        timeouts.idle = time("idle_timeout") ?? timeouts.idle
    }

    private func url(_ value: YAMLValue, allowsCredentials: Bool = false) -> UpstreamURL? {
        let text = value.string()
        do throws(UpstreamURL.Fault) {
            return try UpstreamURL(text, allowsCredentials: allowsCredentials)
        } catch {
            // Without the text: a password may stand in it.
            value.report("this is no server's address (\(error.description)); write https://HOST/PATH")
            return nil
        }
    }

    private func field(_ name: YAMLValue, _ value: YAMLValue) -> HTTPField? {
        let field = HTTPField(name.string(), value.string())
        if field.isSendable { return field }
        name.report(
            "this header cannot be sent: a name is a token, a value one line, and framing is not yours"
        )
        return nil
    }

    // MARK: Keys

    private func key(_ value: YAMLValue) -> APIKey? {
        let map = value.mapping("a key")
        let sources = ["env", "file", "credential"].compactMap { name in
            map.optional(name).map { (name: name, value: $0) }
        }
        guard (try? map.finish()) != nil else { return nil }
        guard sources.count == 1, let source = sources.first else {
            value.report("a key comes from one place: env: VARIABLE, file: PATH, or credential: NAME")
            return nil
        }
        do {
            return try Self.key(try text(source.name, source.value.string()), from: source.value.string())
        } catch let fault as Fault {
            source.value.report(fault.sentence)
        } catch {
            source.value.report("\(error)")
        }
        return nil
    }

    private func text(_ source: String, _ name: String) throws -> String {
        if source == "env" {
            guard let text = environment[name], !text.isEmpty else {
                throw Fault(sentence: "the environment has no \(name)")
            }
            return text
        }
        var path = name
        if source == "credential" {
            guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
                throw Fault(sentence: "the service manager has passed no credentials (LoadCredential=)")
            }
            path = "\(directory)/\(name)"
        }
        return String(decoding: try FileSystem.read(path, limit: Self.keyBytesMax), as: UTF8.self)
    }

    /// A key that stands in `source`; blanks around it do not belong to it.
    static func key(_ text: String, from source: String) throws(Fault) -> APIKey {
        let line = text.split { $0.isWhitespace }
        guard line.count == 1, let key = APIKey(String(line[0])) else {
            throw Fault(sentence: "what stands in \(source) is no key: a key is one word in ASCII")
        }
        return key
    }

    // MARK: Vendors

    /// A vendor's own address, unless there is another.
    static func settings(
        _ api: UpstreamSettings.API,
        at address: String?,
        _ key: APIKey?
    ) throws(Fault) -> UpstreamSettings {
        do throws(UpstreamURL.Fault) {
            var settings = UpstreamSettings(api, at: try UpstreamURL(address ?? api.address))
            settings.key = key
            return settings
        } catch {
            throw Fault(sentence: "\(api.rawValue) has no usable address: \(error.description)")
        }
    }
}

extension UpstreamSettings.API {
    /// Where the vendor itself answers.
    fileprivate var address: String {
        switch self {
        case .openAIChat, .openAIResponses: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com/v1beta"
        }
    }
}
