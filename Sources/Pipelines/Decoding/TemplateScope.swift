internal import Templates
internal import YAML

/// What a template at one place of a pipeline may refer to; it finds, before any request, what would be missing.
struct TemplateScope {
    private var members: [String: Shape]
    /// Why the output of a step that exists is not known.
    private let absent: [String: String]

    /// What a step knows: the input, and the outputs of the steps that are over.
    init(input: Shape, steps: [String: Shape.Member] = [:], absent: [String: String] = [:]) {
        members = ["input": input, "steps": .object(steps), "pipeline": .text]
        self.absent = absent
    }

    /// The scope with some more names, which are always there.
    func adding(_ names: [LocalName]) -> TemplateScope {
        var scope = self
        for name in names { scope.members[name.name] = name.shape(scope) }
        return scope
    }

    /// Calls `report` with what is wrong about each name that `template` refers to.
    func check(_ template: Template, _ report: (_ sentence: String, _ position: TemplatePosition) -> Void) {
        for reference in template.references where !reference.path.isEmpty {
            if let fault = fault(of: reference, in: contexts(of: reference, template), template) {
                report(fault, reference.position)
            }
        }
    }

    /// The same with what is wrong about the kinds of the values that JSON is made with.
    func checkJSON(
        _ template: Template,
        _ report: (_ sentence: String, _ position: TemplatePosition) -> Void
    ) {
        for place in template.jsonPlaces {
            let reference = template.references[place.reference]
            let contexts = contexts(of: reference, template)
            let shape =
                reference.path.isEmpty
                ? contexts.last : Self.find(reference.path[...], in: contexts)?.shape
            if let fault = shape.flatMap({ place.fault(of: $0, reference.name) }) {
                report(fault, reference.position)
            }
        }
    }

    /// What is known where a tag stands: everything, and what the sections around it push.
    private func contexts(of reference: TemplateReference, _ template: Template) -> [Shape] {
        var contexts = [Shape.certain(members)]
        for index in reference.enclosing where template.references[index].kind == .section {
            let shape = Self.find(template.references[index].path[...], in: contexts)
            contexts.append(shape?.shape.element ?? .unknown)
        }
        return contexts
    }

    /// What is wrong about a path, if anything.
    func check(_ path: ScopePath) -> String? {
        switch Shape.certain(members).look(up: path.names[...]) {
        case .found: nil
        case .absent: unknown(path.names[0], choices: members.keys.sorted())
        case .broken(let name, let choices): unknown(name, choices: choices, in: path.names)
        }
    }

    /// What a path leads to; nil where that is wrong.
    func shape(of path: ScopePath) -> Shape.Member? {
        Self.find(path.names[...], in: [.certain(members)])
    }

    private static func find(_ path: ArraySlice<String>, in contexts: [Shape]) -> Shape.Member? {
        for context in contexts.reversed() {
            if case .found(let shape, let isCertain) = context.look(up: path) {
                return Shape.Member(shape: shape, isCertain: isCertain)
            }
        }
        return nil
    }

    private func fault(
        of reference: TemplateReference,
        in contexts: [Shape],
        _ template: Template
    ) -> String? {
        if let found = Self.find(reference.path[...], in: contexts) {
            guard reference.kind == .variable, !found.isCertain else { return nil }
            let guards = reference.enclosing.map { template.references[$0] }.filter { $0.kind == .section }
            if guards.contains(where: { reference.path.starts(with: $0.path) }) { return nil }
            return
                "\"\(reference.name)\" may be missing; write {{#\(reference.name)}}…{{/\(reference.name)}} around it"
        }
        for context in contexts.reversed() {
            if case .broken(let name, let choices) = context.look(up: reference.path[...]) {
                return unknown(name, choices: choices, in: reference.path)
            }
        }
        var choices: Set<String> = []
        for case .object(let members) in contexts { choices.formUnion(members.keys) }
        return unknown(reference.path[0], choices: choices.sorted())
    }

    private func unknown(_ name: String, choices: [String], in path: [String] = []) -> String {
        if path.prefix(2) == ["steps", name], let reason = absent[name] { return reason }
        let place = path.isEmpty ? "" : " in \"\(path.joined(separator: "."))\""
        let near = Spelling.nearest(to: name, among: choices).map { "; did you mean \"\($0)\"?" } ?? ""
        let possible = choices.isEmpty ? "" : " Possible: \(choices.joined(separator: ", "))"
        return
            "unknown name \"\(name)\"\(place)\(near)\(near.isEmpty && !possible.isEmpty ? "." : "")\(possible)"
    }
}

extension Template.JSONPlace {
    /// Why a value of this shape makes no JSON here, or may not.
    fileprivate func fault(of shape: Shape, _ name: String) -> String? {
        switch (shape, isInString, isEscaped) {
        case (.scalar(.text), false, true):
            "\"\(name)\" is a text, which stands in quotes: \"{{\(name)}}\""
        case (.list, false, true): "\"\(name)\" is a list, which stands as {{{\(name)}}}"
        case (.object, false, true): "\"\(name)\" is an object, which stands as {{{\(name)}}}"
        case (.scalar(.text), true, false), (.list, true, false), (.object, true, false):
            "in quotes {{{\(name)}}} is not escaped; write {{\(name)}}"
        case (.unknown, _, _), (.scalar, _, _), (.list, _, _), (.object, _, _): nil
        }
    }
}
