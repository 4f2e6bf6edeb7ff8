internal import Embedded
internal import GenerationAPI
internal import Glibc
internal import JSON
internal import Pipelines
internal import Platform

/// The command: picks the subcommand, and turns its outcome into an exit code.
enum Penstock {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "serve":
            exit(Serve(ConfigurationLoader(arguments: rest, environment: Machine.environment)).run())
        case "check":
            exit(Check(rest, environment: Machine.environment).run())
        case "keys":
            exit(Keys(rest).run())
        case "metrics":
            StandardOutput.write(Array(MetricsCatalog(time: SystemClock()).tables.utf8))
        case "schema":
            StandardOutput.write(Array("\(PipelineFileSchema.document.rendered)\n".utf8))
        case "help", "--help", "-h":
            print(Help.text)
        case "version", "--version":
            print("penstock \(BuildVersion.version) (\(BuildVersion.revision), Swift \(BuildVersion.swift))")
        case nil:
            complain(
                "penstock needs to be told what to do: serve, check, keys, schema, metrics, help or version"
            )
            exit(2)
        case let unknown?:
            complain(
                "unknown command \"\(unknown)\"; there are: serve, check, keys, schema, metrics, help, version"
            )
            exit(2)
        }
    }

    /// Says on standard error what is wrong.
    static func complain(_ text: String) {
        for line in text.split(separator: "\n") {
            StandardOutput.writeError("penstock: \(line)\n")
        }
    }
}
