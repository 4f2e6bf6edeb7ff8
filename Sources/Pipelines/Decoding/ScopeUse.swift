internal import Templates
internal import YAML

/// A place of a step that refers to what is known there.
///
/// It is held to what the pipeline knows, and again to what a route does on which something else is known.
struct ScopeUse {
    let place: YAMLValue
    let names: [LocalName]
    let reference: Reference

    enum Reference {
        case template(Template)
        /// One that makes JSON, whose values must be of the kinds that their places are for.
        case json(Template)
        case path(ScopePath, at: YAMLPosition, Demand)
    }

    /// What the value at a path must be, as far as that is known.
    enum Demand {
        case anything
        case list
        case listOrObject
        /// The same, as `count()` asks for it.
        case countable
    }

    /// Reports everything that `scope` does not have; `where` stands in front of each sentence.
    func check(in scope: TemplateScope, where: String = "") {
        let scope = scope.adding(names)
        func report(_ sentence: String, at position: TemplatePosition) {
            place.report(
                `where` + sentence,
                at: place.position.at(line: position.line, column: position.column)
            )
        }
        switch reference {
        case .template(let template): scope.check(template) { report($0, at: $1) }
        case .json(let template): scope.checkJSON(template) { report($0, at: $1) }
        case .path(let path, let position, let demand):
            if let sentence = scope.check(path) ?? demand.fault(path, in: scope) {
                place.report(`where` + sentence, at: position)
            }
        }
    }

    /// The ids of the steps whose output it names, or may name.
    func steps(among ids: [String]) -> [String] {
        let paths: [[String]] =
            switch reference {
            case .template(let template), .json(let template): template.references.map(\.path)
            case .path(let path, _, _): [path.names]
            }
        return paths.flatMap { path -> [String] in
            guard path.first == "steps" else { return [] }
            return path.count == 1 ? ids : [path[1]]
        }
    }
}

extension ScopeUse.Demand {
    fileprivate func fault(_ path: ScopePath, in scope: TemplateScope) -> String? {
        guard let shape = scope.shape(of: path)?.shape else { return nil }
        switch (self, shape) {
        case (.anything, _), (_, .unknown), (_, .list), (.listOrObject, .object), (.countable, .object):
            return nil
        case (.list, .scalar), (.list, .object): return "\"\(path)\" is no list"
        case (.listOrObject, .scalar): return "\"\(path)\" is neither a list nor an object"
        case (.countable, .scalar(.text)):
            return "\"\(path)\" is a text and has no count; length(\(path)) counts its characters"
        case (.countable, .scalar(.number)): return "\"\(path)\" is a number and has no count"
        case (.countable, .scalar(.boolean)): return "\"\(path)\" is true or false and has no count"
        }
    }
}
