internal import Templates
internal import YAML

/// What a template at one place of a pipeline may refer to; it finds, before any request, what would be missing.
struct TemplateScope {
    private(set) var members: [String: Shape]

    /// What is known to every step: the input, and nothing else yet.
    init(input: Shape) {
        members = ["input": input, "steps": .certain([:]), "pipeline": .text]
    }

    /// Also knows the output of an earlier step.
    mutating func add(step id: String, _ shape: Shape) {
        guard case .object(var steps)? = members["steps"] else { return }
        steps[id] = Shape.Member(shape: shape, isCertain: true)
        members["steps"] = .object(steps)
    }

    /// The scope with one more name, which is always there.
    func adding(_ name: String, _ shape: Shape) -> TemplateScope {
        var scope = self
        scope.members[name] = shape
        return scope
    }

    /// Calls `report` with what is wrong about each name that `template` refers to.
    func check(_ template: Template, _ report: (_ sentence: String, _ position: TemplatePosition) -> Void) {
        let root = Shape.certain(members)
        for reference in template.references where !reference.path.isEmpty {
            var contexts = [root]
            for index in reference.enclosing where template.references[index].kind == .section {
                let section = template.references[index]
                let shape = Self.find(section.path[...], in: contexts)
                contexts.append(shape?.shape.element ?? .unknown)
            }
            if let fault = Self.fault(of: reference, in: contexts, template) {
                report(fault, reference.position)
            }
        }
    }

    /// What is wrong about a path, if anything.
    func check(_ path: ScopePath) -> String? {
        switch Shape.certain(members).look(up: path.names[...]) {
        case .found: nil
        case .absent: Self.unknown(path.names[0], choices: members.keys.sorted())
        case .broken(let name, let choices): Self.unknown(name, choices: choices, in: path.description)
        }
    }

    private static func find(
        _ path: ArraySlice<String>,
        in contexts: [Shape]
    ) -> (shape: Shape, isCertain: Bool)? {
        for context in contexts.reversed() {
            if case .found(let shape, let isCertain) = context.look(up: path) { return (shape, isCertain) }
        }
        return nil
    }

    private static func fault(
        of reference: TemplateReference,
        in contexts: [Shape],
        _ template: Template
    ) -> String? {
        if let found = find(reference.path[...], in: contexts) {
            guard reference.kind == .variable, !found.isCertain else { return nil }
            let guards = reference.enclosing.map { template.references[$0] }.filter { $0.kind == .section }
            if guards.contains(where: { reference.path.starts(with: $0.path) }) { return nil }
            return
                "\"\(reference.name)\" may be missing; write {{#\(reference.name)}}…{{/\(reference.name)}} around it"
        }
        for context in contexts.reversed() {
            if case .broken(let name, let choices) = context.look(up: reference.path[...]) {
                return unknown(name, choices: choices, in: reference.name)
            }
        }
        var choices: Set<String> = []
        for case .object(let members) in contexts { choices.formUnion(members.keys) }
        return unknown(reference.path[0], choices: choices.sorted())
    }

    private static func unknown(_ name: String, choices: [String], in path: String? = nil) -> String {
        let place = path.map { " in \"\($0)\"" } ?? ""
        let near = Spelling.nearest(to: name, among: choices).map { "; did you mean \"\($0)\"?" } ?? ""
        let possible = choices.isEmpty ? "" : " Possible: \(choices.joined(separator: ", "))"
        return
            "unknown name \"\(name)\"\(place)\(near)\(near.isEmpty && !possible.isEmpty ? "." : "")\(possible)"
    }
}
