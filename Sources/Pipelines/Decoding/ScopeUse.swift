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
        case path(ScopePath, at: YAMLPosition, Demand)
    }

    /// What the value at a path must be, as far as that is known.
    enum Demand {
        case anything
        case list
        case listOrObject
    }

    /// Reports everything that `scope` does not have; `where` stands in front of each sentence.
    func check(in scope: TemplateScope, where: String = "") {
        let scope = scope.adding(names)
        switch reference {
        case .template(let template):
            scope.check(template) { sentence, position in
                place.report(
                    `where` + sentence,
                    at: place.position.at(line: position.line, column: position.column)
                )
            }
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
            case .template(let template): template.references.map(\.path)
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
        case (.anything, _), (_, .unknown), (_, .list), (.listOrObject, .object): return nil
        case (.list, .text), (.list, .object): return "\"\(path)\" is no list"
        case (.listOrObject, .text): return "\"\(path)\" is neither a list nor an object"
        }
    }
}
