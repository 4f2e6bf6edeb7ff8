internal import Providers
internal import YAML

/// Reads the providers of a configuration file: names that pipelines use, and what stands behind them.
struct ProviderDecoder {
    /// Where keys may stand.
    let environment: [String: String]

    private static let simulator = "simulator"

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
        let settings: ProviderSettings
        if let api = UpstreamSettings.API(rawValue: name) {
            settings = .upstream(try UpstreamDecoder(api, environment).read(map))
        } else {
            settings = .simulator(try SimulatorDecoder.read(map))
        }
        try map.finish()
        return settings
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
                    providers[vendor.name] = .upstream(
                        try UpstreamDecoder.settings(vendor.api, at: address, key)
                    )
                } catch {
                    mistakes.append(error.sentence)
                }
            }
        }
        return (providers.isEmpty ? [Self.simulator: .simulator(SimulatorSettings())] : providers, mistakes)
    }
}
