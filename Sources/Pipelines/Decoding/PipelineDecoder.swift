internal import Bytes
internal import Dialects
internal import Events
internal import JSON
internal import YAML

/// Reads a pipeline file, and finds everything that is wrong with it at once.
struct PipelineDecoder {
    /// Names of the providers that are configured.
    let providers: [String]

    /// Bounds of what a file may ask for: far beyond any use, below what would hurt.
    static let stepsMax = 64
    static let timeoutMax = Duration.seconds(3_600)
    private static let ownPaths = ["/metrics", "/livez", "/readyz", "/healthz"]

    func decode(_ bytes: [UInt8], file: String) throws(YAMLFaults) -> Pipeline {
        var fingerprint = Fingerprint()
        for byte in bytes { fingerprint.add(byte) }
        let version = String(fingerprint.text.prefix(12))
        return try YAMLDocument(file: file, bytes: bytes).decode { try pipeline($0, version: version) }
    }

    private func pipeline(_ value: YAMLValue, version: String) throws -> Pipeline {
        let map = value.mapping("a pipeline")
        let name = identifier(map.required("name"))
        let title = map.optional("title")?.string() ?? name
        let summary = map.optional("description")?.string() ?? ""
        let given = map.optional("version")?.string()
        let dialect = map.optional("dialect")?.choice(DialectName.self) ?? .penstock
        let routePlace = map.optional("routes")
        let disconnect = map.optional("on_disconnect").map(disconnect) ?? .cancel
        let timeout = map.optional("timeout")?.duration(in: .seconds(1)...Self.timeoutMax) ?? .seconds(600)
        let input = map.optional("input").flatMap { try? self.input($0) } ?? PipelineInput.anything
        var scope = TemplateScope(input: Shape(promisedBy: input.document))
        var steps: [Step] = []
        var facts: [StepFacts] = []
        for (step, fact) in stepList(map.required("steps"), &scope) {
            steps.append(step)
            facts.append(fact)
        }
        let result =
            map.optional("result").map { PipelineResult.value(path($0, scope)) } ?? defaultResult(steps)
        let selection = PipelineSelection(steps: Array(steps.indices), given: [], result: result)
        let routes = routePlace?.list(count: 1...16) { try route($0, input, selection) } ?? []
        try map.finish()
        return Pipeline(
            facts: PipelineFacts(name: name, title: title, version: given ?? version, steps: facts),
            summary: summary,
            dialect: dialect,
            routes: routes,
            disconnect: disconnect,
            timeout: timeout,
            input: input,
            steps: steps,
            selection: selection
        )
    }

    private func stepList(_ value: YAMLValue, _ scope: inout TemplateScope) -> [(Step, StepFacts)] {
        var growing = scope
        var ids: Set<String> = []
        var percent = 0
        let steps = value.list(count: 1...Self.stepsMax) { element in
            let decoder = StepDecoder(scope: growing, providers: providers)
            // Whatever is wrong with the step, those behind it may refer to it.
            if let id = element.node?["id"]?.text { growing.add(step: id, .unknown) }
            let decoded = try decoder.decode(element, earlier: ids.count)
            if !ids.insert(decoded.step.id).inserted {
                element.report("there are two steps \"\(decoded.step.id)\"")
            }
            if let start = decoded.facts.startPercent {
                // Clients were promised that it never falls.
                if start < percent {
                    element.report("progress begins at \(start), but an earlier step reaches \(percent)")
                }
                percent = max(percent, decoded.facts.completePercent ?? start)
            }
            growing.add(step: decoded.step.id, decoded.shape)
            return (decoded.step, decoded.facts)
        }
        scope = growing
        return steps
    }

    private func route(
        _ value: YAMLValue,
        _ input: PipelineInput,
        _ selection: PipelineSelection
    ) throws -> PipelineRoute {
        let map = value.mapping("a route")
        let expected = "a path such as /api/generate, outside of /v1/ and without parameters"
        let place = map.required("path")
        let path = place.text(expected) { path in
            path.hasPrefix("/") && !path.hasPrefix("/v1/") && !path.contains("{") && !path.contains("?")
        }
        if Self.ownPaths.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) {
            place.report("\"\(path)\" is answered by the server itself, to probes and scrapes")
        }
        let answer = map.required("answer").choice(PipelineRoute.Answer.self)
        try map.finish()
        return PipelineRoute(path: path, answer: answer, input: input, selection: selection)
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

    private func input(_ value: YAMLValue) throws -> PipelineInput {
        let map = value.mapping("an input")
        let schema = SchemaDecoder.schema(map.required("schema"))
        let given = map.required("example")
        let example = given.node.map(JSONValue.init)
        if let schema, let example {
            for violation in schema.schema.validate(example, limit: 8) {
                given.report("the example does not satisfy the schema: \(violation)")
            }
        }
        try map.finish()
        guard let schema, let example else { return .anything }
        return PipelineInput(schema: schema.schema, document: schema.document, example: example)
    }

    private func path(_ value: YAMLValue, _ scope: TemplateScope) -> ScopePath {
        let path = ScopePath(value.string())
        if !path.names.isEmpty, let fault = scope.check(path) { value.report(fault) }
        return path
    }

    /// What the last step made that is not a check.
    private func defaultResult(_ steps: [Step]) -> PipelineResult {
        let last = steps.last { if case .check = $0.kind { false } else { true } }
        return .value(ScopePath(last.map { ["steps", $0.id] } ?? ["input"]))
    }

    private func identifier(_ value: YAMLValue) -> String {
        StepDecoder.identifier(value)
    }
}

extension PipelineInput {
    /// What a pipeline reads that does not say.
    static let anything: PipelineInput = {
        let document: JSONValue = ["type": "object"]
        // The schema above is one.
        guard let schema = try? JSONSchema(document) else { preconditionFailure("an empty schema compiles") }
        return PipelineInput(schema: schema, document: document, example: [:])
    }()
}
