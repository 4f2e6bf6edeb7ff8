internal import GenerationAPI

/// What `penstock help` prints: made from the settings themselves, so that none is forgotten.
enum Help {
    static var text: String {
        let width = Setting.all.map { usage($0).count }.max() ?? 0
        let settings = Setting.all.map { setting in
            "  \(padded(usage(setting), to: width))  \(setting.help)"
        }
        return """
            penstock: a streaming generation server

            Usage:
              penstock serve [SETTING…]   serve until SIGTERM
              penstock check [SETTING…]   check the configuration and the pipelines, and say what is wrong;
                                          --providers asks each provider a small question too
              penstock keys create|list|revoke
                                          makes keys for those who may ask, shows them, calls them back
              penstock schema             the JSON Schema of pipeline files, for editors
              penstock metrics            every metric that the server can expose, as Markdown tables
              penstock help               this text
              penstock version            what this is

            Settings, with their defaults:
              \(padded("--config FILE", to: width))  a YAML file that holds settings and providers (none)
            \(settings.joined(separator: "\n"))

            Each setting is a flag (--drain-delay 5s), a key of the configuration file (drain_delay: 5s), or a
            variable of the environment (PENSTOCK_DRAIN_DELAY=5s). A flag wins over the file, and the file over the
            environment.

            Signals: SIGTERM and SIGINT stop the server when its streams are done (SIGINT without the delay), a second
            one at once; SIGHUP reads the configuration, the pipelines and the keys again.
            """
    }

    private static func usage(_ setting: Setting) -> String {
        setting.placeholder.map { "\(setting.flag) \($0)" } ?? setting.flag
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
