internal import Authentication
internal import Platform
internal import Providers
internal import YAML

/// Puts the configuration together: flags before the file, the file before the environment.
package struct ConfigurationLoader: Sendable {
    private let arguments: [String]
    private let environment: [String: String]

    /// What is wrong with the configuration: a sentence for each mistake.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]

        package var description: String { lines.joined(separator: "\n") }
    }

    /// A flag as it was given.
    private struct Flag {
        let setting: Setting
        let value: String
    }

    /// The longest configuration file that is read.
    private static let fileBytesMax = 1 << 20

    /// - Parameters:
    ///   - arguments: Those behind the subcommand.
    ///   - environment: Of the process.
    package init(arguments: [String], environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Reads everything anew: at the start, and at every reload.
    package func load() throws(Faults) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        let (flags, file) = try parseArguments()
        var lines: [String] = []
        for setting in Setting.all {
            guard let value = environment[setting.variable] else { continue }
            apply(setting, value, called: setting.variable, to: &configuration, &lines)
        }
        var hasProviders = false
        if let file = file ?? environment["PENSTOCK_CONFIG"] {
            lines += readFile(file, into: &configuration, &hasProviders)
        }
        if !hasProviders {
            let found = ProviderDecoder(environment: environment).decodeEnvironment()
            configuration.providers = found.providers
            lines += found.mistakes
        }
        for (index, flag) in flags.enumerated() {
            // A flag that is given again adds to a list and replaces a single value.
            let isRepeated = flags[..<index].contains { $0.setting.key == flag.setting.key }
            let before = configuration.listen
            apply(flag.setting, flag.value, called: flag.setting.flag, to: &configuration, &lines)
            if isRepeated, flag.setting.key == "listen" {
                configuration.listen = before + configuration.listen
            }
        }
        do {
            try configuration.costs.readPrices()
        } catch {
            lines += "\(error)".split(separator: "\n").map(String.init)
        }
        lines += readKeys(into: &configuration)
        guard lines.isEmpty else { throw Faults(lines: lines) }
        return configuration
    }

    private func parseArguments() throws(Faults) -> (flags: [Flag], file: String?) {
        var flags: [Flag] = []
        var file: String?
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            let setting = Setting.all.first { $0.flag == name }
            guard setting != nil || name == "--config" else { throw Self.unknown(name) }
            if let setting, setting.placeholder == nil {
                flags.append(Flag(setting: setting, value: parts.count > 1 ? parts[1] : "true"))
                continue
            }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                throw Faults(lines: ["\(name) needs \(setting?.placeholder ?? "FILE") behind it"])
            }
            if let setting { flags.append(Flag(setting: setting, value: value)) } else { file = value }
        }
        return (flags, file)
    }

    private static func unknown(_ name: String) -> Faults {
        let names = Setting.all.map(\.flag) + ["--config"]
        let near = Spelling.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
        return Faults(lines: [
            "unknown argument \(name)\(near)\(near.isEmpty ? ";" : "") `penstock help` lists all"
        ])
    }

    private func apply(
        _ setting: Setting,
        _ value: String,
        called name: String,
        to configuration: inout ServerConfiguration,
        _ lines: inout [String]
    ) {
        var changed = configuration
        do throws(YAMLFaults) {
            try YAMLDocument(scalar: value, called: name).decode { setting.read($0, &changed) }
            configuration = changed
        } catch {
            lines += error.faults.map {
                $0.sentence.hasPrefix(name) ? $0.sentence : "\(name): \($0.sentence)"
            }
        }
    }

    /// Reads the keys, from the file or else from what the service manager has passed; without either there are none.
    private func readKeys(into configuration: inout ServerConfiguration) -> [String] {
        let credential = environment["CREDENTIALS_DIRECTORY"].map { "\($0)/keys" }
        let passed = credential.flatMap { FileSystem.exists($0) ? $0 : nil }
        guard let path = configuration.keysFile ?? passed else { return [] }
        do {
            configuration.access.keys = KeyRing(try KeyFile.read(path))
            return []
        } catch {
            return "\(error)".split(separator: "\n").map(String.init)
        }
    }

    private func readFile(
        _ path: String,
        into configuration: inout ServerConfiguration,
        _ hasProviders: inout Bool
    ) -> [String] {
        var changed = configuration
        do {
            let bytes = try FileSystem.read(path, limit: Self.fileBytesMax)
            try YAMLDocument(file: path, bytes: bytes).decode { value in
                let map = value.mapping("the configuration")
                for setting in Setting.all {
                    if let value = map.optional(setting.key) { setting.read(value, &changed) }
                }
                if let providers = map.optional("providers") {
                    changed.providers = try ProviderDecoder(environment: environment).decode(providers)
                    hasProviders = true
                }
                try map.finish()
            }
            configuration = changed
            return []
        } catch {
            return "\(error)".split(separator: "\n").map(String.init)
        }
    }
}
