internal import Bytes
internal import Dialects
internal import Events
internal import YAML

/// Reads a pipeline file, and finds everything that is wrong with it at once.
struct PipelineDecoder {
    /// Names of the providers that are configured.
    let providers: [String]

    /// Bounds of what a file may ask for: far beyond any use, below what would hurt.
    static let stepsMax = 64
    static let timeoutMax = Duration.seconds(3_600)

    struct Decoded {
        let pipeline: Pipeline
        /// What no other may be called: its name and the paths of its routes.
        let claims: [(name: String, place: YAMLPosition)]
    }

    func decode(_ file: PipelineFile) throws(YAMLFaults) -> Pipeline {
        try read(file).pipeline
    }

    func read(_ file: PipelineFile) throws(YAMLFaults) -> Decoded {
        let neighbours = NeighbouringFiles(file.neighbours)
        return try YAMLDocument(file: file.name, bytes: file.bytes).decode(with: neighbours) { value in
            try pipeline(value) {
                Self.version(of: [file.bytes] + neighbours.all.flatMap { [Array($0.name.utf8), $0.bytes] })
            }
        }
    }

    /// Another whenever a file of the pipeline is another.
    private static func version(of files: [[UInt8]]) -> String {
        var fingerprint = Fingerprint()
        for bytes in files { for byte in bytes { fingerprint.add(byte) } }
        return String(fingerprint.text.prefix(12))
    }

    private func pipeline(_ value: YAMLValue, version: () -> String) throws -> Decoded {
        let map = value.mapping("a pipeline")
        let namePlace = map.required("name")
        let name = StepHead.identifier(namePlace)
        let title = map.optional("title")?.string() ?? name
        let summary = map.optional("description")?.string() ?? ""
        let given = map.optional("version")?.string()
        let dialect = map.optional("dialect")?.choice(DialectName.self) ?? .penstock
        let routePlace = map.optional("routes")
        let disconnect = map.optional("on_disconnect").map(disconnect) ?? .cancel
        let timeout = map.optional("timeout")?.duration(in: .seconds(1)...Self.timeoutMax) ?? .seconds(600)
        let input = map.optional("input").flatMap { try? InputDecoder.input($0) } ?? .anything
        var steps = StepListDecoder(input: Shape(promisedBy: input.document), providers: providers)
        steps.decode(map.required("steps"))
        let graph = steps.graph
        let result = map.optional("result").map {
            ResultDecoder.result($0, in: graph.scope(after: Set(graph.nodes.indices)))
        }
        let selection = PipelineSelection(
            steps: Array(graph.nodes.indices),
            given: [],
            result: result ?? defaultResult(graph)
        )
        let route = RouteDecoder(graph: graph, input: input, selection: selection)
        let routes = routePlace?.list(count: 1...16) { try route.decode($0) } ?? []
        try map.finish()
        let pipeline = Pipeline(
            facts: PipelineFacts(name: name, title: title, version: given ?? version(), steps: steps.facts),
            summary: summary,
            dialect: dialect,
            routes: routes.map(\.route),
            disconnect: disconnect,
            timeout: timeout,
            input: input,
            steps: steps.all,
            selection: selection
        )
        let claims = [(name, namePlace.position)] + routes.map { ($0.route.path, $0.place) }
        return Decoded(pipeline: pipeline, claims: claims)
    }

    /// `cancel`, or `continue` with a grace time.
    private func disconnect(_ value: YAMLValue) -> DisconnectPolicy {
        guard value.node?.isMapping == true else {
            if value.choice(of: ["cancel", "continue"]) == "cancel" { return .cancel }
            return .continue(grace: .seconds(60))
        }
        let map = value.mapping("on_disconnect")
        let grace = map.required("continue").duration(in: .zero...Self.timeoutMax)
        try? map.finish()
        return .continue(grace: grace)
    }

    /// What the last step made that is not a check.
    private func defaultResult(_ graph: StepGraph) -> PipelineResult {
        let last = graph.nodes.last { $0.kind != .check }
        return .value(ScopePath(last.map { ["steps", $0.id] } ?? ["input"]))
    }
}
