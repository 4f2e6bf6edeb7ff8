internal import JSON
internal import YAML

/// Reads a route of a pipeline's own, which may run a part of it.
struct RouteDecoder {
    let graph: StepGraph
    /// What it reads, and what it runs, unless it says otherwise.
    let input: PipelineInput
    let selection: PipelineSelection

    private static let ownPaths = ["/metrics", "/livez", "/readyz", "/healthz"]

    /// The route, and where its path stands.
    func decode(_ value: YAMLValue) throws -> (route: PipelineRoute, place: YAMLPosition) {
        let map = value.mapping("a route")
        let pathPlace = map.required("path")
        let path = path(pathPlace)
        let answer = map.required("answer").choice(PipelineRoute.Answer.self)
        let stepsPlace = map.optional("steps")
        let steps = stepsPlace.flatMap(self.steps)
        let inputPlace = map.optional("input")
        let input = inputPlace.flatMap { try? InputDecoder.input($0) }
        let shape = input.map { Shape(promisedBy: $0.document) } ?? graph.input
        let givenPlace = map.optional("given")
        let runs = Set(steps ?? Array(graph.nodes.indices))
        let given = givenPlace.map { self.given($0, runs, shape) } ?? []
        let resultPlace = map.optional("result")
        // Whatever differs from the pipeline: what was right there may be wrong here.
        let differs = inputPlace != nil || stepsPlace != nil || givenPlace != nil
        if differs { findMissing(runs, given, stepsPlace ?? value) }
        let scope = check(runs, given, shape, path, differs: differs && (inputPlace == nil || input != nil))
        let result = resultPlace.map { ResultDecoder.result($0, in: scope) }
        if result == nil { checkResult(runs.union(given.map(\.step)), value) }
        try map.finish()
        let route = PipelineRoute(
            path: path,
            answer: answer,
            input: input ?? self.input,
            hasOwnInput: input != nil,
            selection: PipelineSelection(
                steps: runs.sorted(),
                given: given,
                result: result ?? selection.result
            )
        )
        return (route, pathPlace.position)
    }

    private func path(_ value: YAMLValue) -> String {
        let expected = "a path such as /api/generate, outside of /v1/ and without parameters"
        let path = value.text(expected) { path in
            path.hasPrefix("/") && !path.hasPrefix("/v1/") && !path.contains("{") && !path.contains("?")
        }
        if Self.ownPaths.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) {
            value.report("\"\(path)\" is answered by the server itself, to probes and scrapes")
        }
        return path
    }

    /// Nil if they are faulty, which has then been reported.
    private func steps(_ value: YAMLValue) -> [Int]? {
        let steps = value.list(count: 1...PipelineDecoder.stepsMax) { step($0) }
        return steps.isEmpty || steps.contains(nil) ? nil : steps.compactMap(\.self)
    }

    private func step(_ value: YAMLValue) -> Int? {
        guard !graph.ids.isEmpty else { return nil }
        let id = value.choice(of: graph.ids)
        return value.node?.text == id ? graph.index(of: id) : nil
    }

    private func given(
        _ value: YAMLValue,
        _ runs: Set<Int>,
        _ input: Shape
    ) -> [(step: Int, value: ScopePath)] {
        let reader = ReferenceReader(TemplateScope(input: input))
        return value.entries { name, value -> (step: Int, value: ScopePath)? in
            let path = reader.path(value)
            guard let step = step(name) else { return nil }
            if runs.contains(step) {
                name.report("the route runs \"\(graph.nodes[step].id)\" itself, so it cannot be given")
            }
            return (step, path)
        }.compactMap(\.self)
    }

    /// Reports the steps that the selected ones refer to, and that are neither run nor given.
    private func findMissing(_ runs: Set<Int>, _ given: [(step: Int, value: ScopePath)], _ place: YAMLValue) {
        let known = runs.union(given.map(\.step))
        var missing: Set<Int> = []
        for step in runs.sorted() {
            let node = graph.nodes[step]
            for other in graph.referred(by: step).subtracting(known).subtracting(missing).sorted() {
                missing.insert(other)
                let id = graph.nodes[other].id
                place.report(
                    "\"\(node.id)\" refers to \"\(id)\": name \"\(id)\" in the route's \"steps\", or in \"given\""
                )
            }
            for other in node.repeated where !runs.contains(other) {
                place.report(
                    "the repair of \"\(node.id)\" runs \"\(graph.nodes[other].id)\" again: "
                        + "name it in the route's \"steps\""
                )
            }
        }
    }

    /// Holds the steps to what they know on this route, and returns what is known at its end.
    private func check(
        _ runs: Set<Int>,
        _ given: [(step: Int, value: ScopePath)],
        _ input: Shape,
        _ path: String,
        differs: Bool
    ) -> TemplateScope {
        let start = TemplateScope(input: input)
        let outputs = graph.outputs(input: input) { step in
            if let brought = given.first(where: { $0.step == step }) {
                return start.shape(of: brought.value) ?? .unknown
            }
            // What is not known has been reported.
            return runs.contains(step) ? nil : .unknown
        }
        for step in runs.sorted() where differs {
            let node = graph.nodes[step]
            let scope = graph.scope(after: node.before, input: input, outputs: outputs, absent: absent)
            for use in node.uses { use.check(in: scope, where: "on the route \(path): ") }
        }
        let known = runs.union(given.map(\.step))
        return graph.scope(after: known, input: input, outputs: outputs, absent: absent)
    }

    private func absent(_ id: String) -> String {
        "the route does not run \"\(id)\", and is not given it"
    }

    /// The pipeline's result must be made here too, or a part of it.
    private func checkResult(_ known: Set<Int>, _ value: YAMLValue) {
        let paths =
            switch selection.result {
            case .value(let path): [path]
            case .members(let members): members.map(\.value)
            }
        let makers = paths.compactMap { $0.names.first == "steps" ? $0.names.dropFirst().first : nil }
        guard makers.count == paths.count, !makers.isEmpty else { return }
        if makers.allSatisfy({ name in graph.index(of: name).map { !known.contains($0) } ?? false }) {
            value.report(
                "the route does not run \"\(makers[0])\", the pipeline's result: it needs a \"result\""
            )
        }
    }
}
