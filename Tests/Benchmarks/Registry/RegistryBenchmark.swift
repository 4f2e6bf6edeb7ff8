import Platform

/// Measures the registry by itself, or exposes what a test gives it.
///
///     registry record SECONDS       nanoseconds of a counter's increment and a histogram's observation
///     registry render SECONDS       microseconds of a scrape of 1,000 histograms and 10,000 counters
///     registry samples COUNT        nanoseconds of each sample of a scrape of so many
///     registry expose FORMAT        one scrape, of help texts and label values that come by standard input
enum RegistryBenchmark {
    static func main() {
        let arguments = CommandLine.arguments
        let number = arguments.count > 2 ? Double(arguments[2]) ?? 1 : 1
        switch arguments.count > 1 ? arguments[1] : "" {
        case "record": Recording(seconds: number).run()
        case "render": Rendering.renderMixed(seconds: number)
        case "samples": Rendering.renderCounters(Int(number))
        case "expose": Exposing(format: arguments.count > 2 ? arguments[2] : "text").run()
        default: StandardOutput.writeError("registry record|render|samples|expose ARGUMENT\n")
        }
    }

    /// A figure as the script reads it.
    static func report(_ name: String, _ value: Double) {
        StandardOutput.write(Array("\(name) \(value)\n".utf8))
    }
}
