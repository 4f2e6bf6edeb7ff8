internal import Providers
internal import YAML

/// Reads the providers of a configuration file: names that pipelines use, and what stands behind them.
struct ProviderDecoder {
    /// Where keys may stand.
    let environment: [String: String]

    private static let simulator = "simulator"
    private static let times = Duration.milliseconds(10)...Duration.seconds(3_600)

    func decode(_ value: YAMLValue) throws -> [String: ProviderSettings] {
        let entries = value.entries { name, value in (name.string(), try provider(value)) }
        return Dictionary(entries) { first, _ in first }
    }

    private func provider(_ value: YAMLValue) throws -> ProviderSettings {
        let map = value.mapping("a provider")
        let name = map.required("api").choice(
            of: [Self.simulator] + UpstreamSettings.API.allCases.map(\.rawValue)
        )
        try map.check()
        map.noun = "a provider with the API \(name)"
        var settings: ProviderSettings
        if let api = UpstreamSettings.API(rawValue: name) {
            settings = ProviderSettings(.upstream(try UpstreamDecoder(api, environment).read(map)))
        } else {
            settings = ProviderSettings(.simulator(try SimulatorDecoder.read(map)))
        }
        if let circuit = map.optional("circuit") { settings.circuit = try Self.circuit(circuit) }
        try map.finish()
        return settings
    }

    private static func circuit(_ value: YAMLValue) throws -> CircuitSettings {
        let map = value.mapping("a circuit")
        var circuit = CircuitSettings()
        if let failures = map.optional("failures") {
            circuit.failuresMin = failures.integer(in: 0...1_000_000)
        }
        if let share = map.optional("share") { circuit.failedShare = share.number(in: 0...1) }
        if let window = map.optional("window") { circuit.window = window.duration(in: times) }
        if let pause = map.optional("pause") { circuit.firstPause = pause.duration(in: times) }
        if let pause = map.optional("longest_pause") { circuit.longestPause = pause.duration(in: times) }
        try map.finish()
        return circuit
    }

    /// What is asked where no file says otherwise: the vendors to whom the environment has keys, or the simulator, which
    /// never stands in for a vendor that fails.
    func decodeEnvironment() -> (providers: [String: ProviderSettings], mistakes: [String]) {
        var providers: [String: ProviderSettings] = [:]
        var mistakes: [String] = []
        let vendors: [(name: String, api: UpstreamSettings.API, variables: [String])] = [
            ("openai", .openAIChat, ["OPENAI_API_KEY"]), ("anthropic", .anthropic, ["ANTHROPIC_API_KEY"]),
            ("gemini", .gemini, ["GEMINI_API_KEY", "GOOGLE_API_KEY"]),
        ]
        for vendor in vendors {
            for variable in vendor.variables where providers[vendor.name] == nil {
                guard let text = environment[variable], !text.isEmpty else { continue }
                do throws(UpstreamDecoder.Fault) {
                    let address = vendor.api == .openAIChat ? environment["OPENAI_BASE_URL"] : nil
                    let key = try UpstreamDecoder.key(text, from: variable)
                    let settings = try UpstreamDecoder.settings(vendor.api, at: address, key)
                    providers[vendor.name] = ProviderSettings(.upstream(settings))
                } catch {
                    mistakes.append(error.sentence)
                }
            }
        }
        return (
            providers.isEmpty
                ? [Self.simulator: ProviderSettings(.simulator(SimulatorSettings()))] : providers, mistakes
        )
    }
}
