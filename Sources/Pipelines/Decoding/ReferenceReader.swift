internal import JSON
internal import Templates
internal import YAML

/// Reads the templates, paths and expressions of one step, holds them to what the step knows, and remembers them.
final class ReferenceReader {
    let scope: TemplateScope
    private(set) var uses: [ScopeUse] = []
    /// Known all over the step.
    private let names: [LocalName]

    init(_ scope: TemplateScope, names: [LocalName] = []) {
        self.scope = scope
        self.names = names
    }

    /// What is faulty becomes the empty template; that it is has been reported.
    func template(
        _ value: YAMLValue,
        escaping: TemplateEscaping = .none,
        names local: [LocalName] = []
    ) -> Template {
        let value = value.textOfFile()
        guard value.node.map({ $0.text != nil }) ?? true else {
            value.refuse("a text, or {file: NAME} of one")
            return Template()
        }
        let start = TemplatePosition(line: value.textPosition.line, column: value.textPosition.column)
        do throws(TemplateFault) {
            let template = try Template(value.string(), escaping: escaping, position: start)
            use(.template(template), at: value, local)
            if escaping == .json { use(.json(template), at: value, local) }
            return template
        } catch {
            let place = value.position.at(line: error.position.line, column: error.position.column)
            value.report(error.sentence, at: place)
            return Template()
        }
    }

    func path(_ value: YAMLValue, _ demand: ScopeUse.Demand = .anything) -> ScopePath {
        let text = value.text("a path such as input.topic or steps.draft", where: Self.isPath)
        let path = ScopePath(text)
        if Self.isPath(text) { use(.path(path, at: value.position, demand), at: value) }
        return path
    }

    /// An expression may be a plain number, true or false.
    func expression(_ value: YAMLValue) -> Expression {
        guard let text = value.node?.text else {
            value.refuse("an expression")
            return .nothing
        }
        let place = value.textPosition
        var parser = ExpressionParser(text)
        do throws(ExpressionFault) {
            let expression = try parser.parse()
            for (path, line, column, isCounted) in parser.references {
                let position = place.at(line: place.line + line - 1, column: place.column + column - 1)
                use(.path(path, at: position, isCounted ? .countable : .anything), at: value)
            }
            return expression
        } catch {
            value.report(
                error.sentence,
                at: place.at(line: place.line + error.line - 1, column: place.column + error.column - 1)
            )
            return .nothing
        }
    }

    /// What a path leads to, as the step's own names are known.
    func shape(of path: ScopePath) -> (TemplateScope) -> Shape.Member {
        { [names] in $0.adding(names).shape(of: path) ?? .unknown }
    }

    private func use(_ reference: ScopeUse.Reference, at place: YAMLValue, _ local: [LocalName] = []) {
        let use = ScopeUse(place: place, names: names + local, reference: reference)
        use.check(in: scope)
        uses.append(use)
    }

    private static func isPath(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && !name.contains { $0.isWhitespace || "{}()\"'".contains($0) }
        }
    }
}

extension Expression {
    /// Stands in for a faulty one.
    static let nothing = Expression(.constant(.null), source: "null")
}
