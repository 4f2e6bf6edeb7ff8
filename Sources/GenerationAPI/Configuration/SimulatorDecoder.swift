internal import Providers
internal import YAML

/// Reads how a simulator behaves.
enum SimulatorDecoder {
    static func read(_ map: YAMLMapping) throws -> SimulatorSettings {
        var settings = SimulatorSettings()
        if let seed = map.optional("seed") { settings.seed = UInt64(seed.integer(in: 0...Int.max)) }
        if let first = map.optional("first_token") { settings.firstToken = first.duration() }
        if let pace = map.optional("tokens_per_second") {
            // 0 is no pace at all: as fast as the loop turns.
            let rate = pace.number(in: 0...1_000_000)
            settings.tokensPerSecond = rate > 0 ? rate : nil
        }
        if let count = map.optional("tokens_at_once") { settings.tokensAtOnce = count.integer(in: 1...1_000) }
        if let count = map.optional("output_tokens") {
            settings.outputTokens = count.integer(in: 0...100_000_000)
        }
        if let failures = map.optional("failures") { settings.failures = try Self.failures(failures) }
        return settings
    }

    private static func failures(_ value: YAMLValue) throws -> SimulatorSettings.Failures {
        let map = value.mapping("failures")
        var failures = SimulatorSettings.Failures()
        func share(_ key: String) -> Double { map.optional(key)?.number(in: 0...1) ?? 0 }
        failures.error = share("error")
        failures.stall = share("stall")
        failures.rateLimit = share("rate_limit")
        failures.cut = share("cut")
        failures.invalidJSON = share("invalid_json")
        if failures.total > 1 { value.report("the shares of calls that fail add up to more than 1") }
        try map.finish()
        return failures
    }
}
