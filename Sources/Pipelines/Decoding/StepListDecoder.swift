internal import Events
internal import YAML

/// Reads the steps of a pipeline file, one after the other.
struct StepListDecoder {
    private let providers: [String]
    private(set) var graph: StepGraph
    private var steps: [(step: Step, facts: StepFacts)] = []
    private var bodies: [BodyDecoder.Decoded] = []
    private var ids: Set<String> = []

    init(input: Shape, providers: [String]) {
        self.providers = providers
        graph = StepGraph(input: input, ids: [])
    }

    /// The pipeline's own, and behind them the bodies of for-each steps.
    var all: [Step] { steps.map(\.step) + bodies.map(\.step) }
    var facts: [StepFacts] { steps.map(\.facts) + bodies.map(\.facts) }

    mutating func decode(_ value: YAMLValue) {
        var nodes: [YAMLNode] = []
        if case .sequence(let elements)? = value.node?.value { nodes = elements }
        graph = StepGraph(input: graph.input, ids: nodes.compactMap { $0["id"]?.text })
        _ = value.list(count: 1...PipelineDecoder.stepsMax) { element in
            do {
                try step(element, body: nodes.count + bodies.count)
            } catch {
                // Whatever is wrong with the step, those behind it may refer to it.
                graph.append(.faulty(element.node, at: graph.nodes.count))
                throw error
            }
        }
    }

    private mutating func step(_ value: YAMLValue, body: Int) throws {
        let decoded = try StepDecoder(graph: graph, providers: providers).decode(value, body: body)
        claim(decoded.step.id, value)
        if let start = decoded.facts.startPercent {
            let reached = decoded.node.before.map { graph.nodes[$0].percent }.max() ?? 0
            // Clients were promised that it never falls.
            if start < reached {
                value.report("progress begins at \(start), but an earlier step reaches \(reached)")
            }
        }
        if let body = decoded.body {
            claim(body.step.id, body.place)
            bodies.append(body)
        }
        steps.append((decoded.step, decoded.facts))
        graph.append(decoded.node)
    }

    private mutating func claim(_ id: String, _ place: YAMLValue) {
        if !ids.insert(id).inserted { place.report("there are two steps \"\(id)\"") }
    }
}

extension StepGraph.Node {
    /// Stands in for a step that could not be read: nothing is wrong about what refers to it.
    fileprivate static func faulty(_ node: YAMLNode?, at index: Int) -> StepGraph.Node {
        StepGraph.Node(
            id: node?["id"]?.text ?? "",
            kind: nil,
            before: Set(0..<index),
            isCertain: true,
            output: { _ in .unknown },
            uses: [],
            repeated: [],
            percent: 0
        )
    }
}
