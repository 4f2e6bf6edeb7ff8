internal import Templates
internal import YAML

/// Reads a step that holds a value to rules.
struct CheckStepDecoder {
    let reader: ReferenceReader
    /// The steps before it.
    let graph: StepGraph
    /// Those of them that are over.
    let before: Set<Int>

    func decode(_ map: YAMLMapping) -> DecodedKind {
        let place = map.required("value")
        let rulesPlace = map.required("rules")
        let rules = RuleDecoder(reader: reader)
        let path = reader.path(place, rules.demand(rulesPlace))
        let decoded = (try? rules.rules(rulesPlace)) ?? []
        // What decides about the value, and must be made anew with it.
        let roots = reader.uses.flatMap { $0.steps(among: graph.nodes.map(\.id)) }
        let repair = map.optional("repair").flatMap {
            try? self.repair($0, of: Set(roots.compactMap(graph.index(of:))).intersection(before))
        }
        let step = CheckStep(value: path, rules: decoded, repair: repair?.repair)
        return DecodedKind(kind: .check(step), output: { _ in .unknown }, repairPercents: repair?.percents)
    }

    private func repair(
        _ value: YAMLValue,
        of roots: Set<Int>
    ) throws -> (repair: Repair, percents: ClosedRange<Int>?) {
        let map = value.mapping("a repair")
        let place = map.required("step")
        let step = self.step(place)
        let rounds = map.required("rounds").integer(in: 1...10)
        let known = [LocalName("reasons") { _ in .list(of: .text) }, .text("previous"), .number("round")]
        let prompt = reader.template(map.required("prompt"), names: known)
        let message = map.optional("message").map { reader.template($0, names: known) }
        let percents = map.optional("progress").flatMap { try? self.percents($0) }
        let between = step.map { self.between($0, roots, place) } ?? []
        try map.finish()
        let repair = Repair(
            step: step ?? 0,
            between: between,
            rounds: rounds,
            prompt: prompt,
            message: message ?? .literal("Repairing")
        )
        return (repair, percents)
    }

    /// The model step that is asked again.
    private func step(_ value: YAMLValue) -> Int? {
        let models = graph.nodes.indices.filter { before.contains($0) && graph.nodes[$0].kind == .model }
        let possible =
            models.isEmpty ? "there is none" : models.map { graph.nodes[$0].id }.joined(separator: ", ")
        let name = value.string()
        guard !name.isEmpty else { return nil }
        guard let index = graph.index(of: name), before.contains(index) else {
            value.report("\"\(name)\" is no step that is over before this check; possible: \(possible)")
            return nil
        }
        guard let kind = graph.nodes[index].kind else { return nil }
        guard kind == .model else {
            value.report(
                "\"\(name)\" is \(kind.noun), and only a model can be asked again; possible: \(possible)"
            )
            return nil
        }
        return index
    }

    /// The steps that make what is checked out of what `step` answers.
    private func between(_ step: Int, _ roots: Set<Int>, _ place: YAMLValue) -> [Int] {
        var behind: Set<Int> = [step]
        for index in graph.nodes.indices where index > step {
            if !graph.referred(by: index).isDisjoint(with: behind) { behind.insert(index) }
        }
        var needed = roots
        for index in graph.nodes.indices.reversed() where needed.contains(index) {
            needed.formUnion(graph.referred(by: index))
        }
        let name = graph.nodes[step].id
        guard needed.contains(step) else {
            place.report("what is checked is not made from what \"\(name)\" answers")
            return []
        }
        let between = needed.intersection(behind).subtracting([step]).sorted()
        for index in [step] + between where !graph.nodes[index].isCertain {
            place.report(
                "\"\(graph.nodes[index].id)\" may be skipped or fail by itself (\"when\", \"optional\"), and what a repair "
                    + "repeats may not"
            )
        }
        for index in between {
            let node = graph.nodes[index]
            guard let kind = node.kind, kind != .transform else { continue }
            place.report(
                "between \"\(name)\" and this check stands \"\(node.id)\", which is \(kind.noun); "
                    + "only transforms can run again"
            )
        }
        return between
    }

    private func percents(_ value: YAMLValue) throws -> ClosedRange<Int>? {
        let map = value.mapping("progress")
        let start = map.required("start").integer(in: 0...100)
        let complete = map.required("complete").integer(in: 0...100)
        try map.finish()
        if complete < start { value.report("\"complete\" is less than \"start\"") }
        return start...max(start, complete)
    }
}
