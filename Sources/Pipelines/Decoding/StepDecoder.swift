internal import Events
internal import Templates
internal import YAML

/// Reads one step of a pipeline file.
struct StepDecoder {
    /// The steps before it.
    let graph: StepGraph
    let providers: [String]

    struct Decoded {
        let step: Step
        let facts: StepFacts
        let node: StepGraph.Node
        /// Of a for-each.
        let body: BodyDecoder.Decoded?
    }

    /// Reads a step whose body, if it has one, will stand at the index `body`.
    func decode(_ value: YAMLValue, body: Int) throws -> Decoded {
        let map = value.mapping("a step")
        let head = StepHead(map)
        let percents = map.optional("progress").flatMap { try? self.percents($0) }
        let needs = map.optional("needs").map { self.needs($0, of: head.id) } ?? Array(graph.nodes.indices)
        let before = graph.closure(of: needs)
        let reader = ReferenceReader(graph.scope(after: before))
        let condition = map.optional("when").map(reader.expression)
        let isOptional = map.optional("optional")?.bool() ?? false
        let kind = try Self.kind(map, StepKind.self)
        let message = map.optional("message").map { reader.template($0, names: kind.messageNames) }
        let completedPlace = map.optional("completed")
        let retry = kind == .model ? map.optional("retry").flatMap { try? RetryDecoder.policy($0) } : nil
        map.noun = kind.noun
        let decoded = self.decoded(kind, map, reader, at: graph.nodes.count, before: before, body: body)
        let output = LocalName("output") { decoded.output($0).shape }
        let completed = completedPlace.map { reader.template($0, names: [output]) }
        try map.finish()
        let percent = percents.map { $0.complete ?? $0.start }
        return Decoded(
            step: Step(
                id: head.id,
                message: message ?? .literal(head.label),
                completed: completed,
                needs: needs,
                condition: condition,
                isOptional: isOptional,
                retry: retry ?? .never,
                kind: decoded.kind
            ),
            facts: StepFacts(
                id: head.id,
                label: head.label,
                icon: head.icon,
                expected: head.typical ?? decoded.kind.typical,
                startPercent: percents?.start,
                completePercent: percents?.complete,
                repairPercents: decoded.repairPercents
            ),
            node: StepGraph.Node(
                id: head.id,
                kind: kind,
                before: before,
                isCertain: condition == nil && !isOptional,
                output: decoded.output,
                uses: reader.uses + (decoded.body?.uses ?? []),
                repeated: decoded.kind.repeated,
                percent: max(percent ?? 0, decoded.repairPercents?.upperBound ?? 0)
            ),
            body: decoded.body
        )
    }

    /// What a faulty part gives is a stand-in; that it is faulty has been recorded, and `finish` throws it.
    private func decoded(
        _ kind: StepKind,
        _ map: YAMLMapping,
        _ reader: ReferenceReader,
        at index: Int,
        before: Set<Int>,
        body: Int
    ) -> DecodedKind {
        switch kind {
        case .model:
            return ModelStepDecoder(reader: reader, providers: providers).decode(map)
        case .check:
            return CheckStepDecoder(reader: reader, graph: graph, before: before).decode(map)
        case .transform:
            return TransformStepDecoder(reader: reader).decode(map)
        case .forEach:
            return ForEachStepDecoder(reader: reader, providers: providers).decode(map, at: index, body: body)
        }
    }

    /// The kind of a step; without one nothing is known about the other keys.
    static func kind<Kind>(_ map: YAMLMapping, _ type: Kind.Type) throws -> Kind
    where Kind: CaseIterable & RawRepresentable, Kind.RawValue == String {
        let place = map.required("kind")
        let kind = place.choice(type)
        if place.node?.text.flatMap(Kind.init(rawValue:)) == nil { try map.check() }
        return kind
    }

    private func needs(_ value: YAMLValue, of id: String) -> [Int] {
        let earlier = graph.nodes.map(\.id)
        let needs = value.list(count: 0...PipelineDecoder.stepsMax) { element -> Int? in
            let name = element.string()
            if let index = graph.index(of: name) { return index }
            guard !name.isEmpty else { return nil }
            if name == id {
                element.report("a step cannot need itself")
            } else if graph.ids.contains(name) {
                element.report("the step \"\(name)\" comes later; only earlier ones can be needed")
            } else {
                let near = Spelling.nearest(to: name, among: earlier).map { "; did you mean \"\($0)\"?" }
                let possible = earlier.isEmpty ? "" : " Possible: \(earlier.joined(separator: ", "))"
                element.report(
                    "unknown step \"\(name)\"\(near ?? (possible.isEmpty ? "" : "."))\(possible)"
                )
            }
            return nil
        }
        return Set(needs.compactMap(\.self)).sorted()
    }

    private func percents(_ value: YAMLValue) throws -> (start: Int, complete: Int?) {
        let map = value.mapping("progress")
        let start = map.required("start").integer(in: 0...100)
        let complete = map.optional("complete")?.integer(in: 0...100)
        try map.finish()
        if let complete, complete < start { value.report("\"complete\" is less than \"start\"") }
        return (start, complete)
    }
}

extension StepKind {
    /// What a message knows beside what the step does.
    fileprivate var messageNames: [LocalName] { self == .model ? [.text("model")] : [] }
}

extension Step.Kind {
    /// What is expected of a step whose file does not say.
    var typical: Duration {
        switch self {
        case .model, .forEach: .seconds(10)
        case .check, .transform: .milliseconds(10)
        }
    }

    /// The steps that run again when it fails.
    fileprivate var repeated: [Int] {
        guard case .check(let check) = self, let repair = check.repair else { return [] }
        return [repair.step] + repair.between
    }
}

extension Template {
    /// A template that prints `text` as it is, also where it looks like a tag.
    static func literal(_ text: String) -> Template {
        (try? Template(text.contains("{{") ? "{{=<% %>=}}" + text : text)) ?? Template()
    }
}
