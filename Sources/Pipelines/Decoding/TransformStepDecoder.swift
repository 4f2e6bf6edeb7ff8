internal import JSON
internal import Templates
internal import YAML

/// Reads a step that makes a value out of others.
struct TransformStepDecoder {
    let reader: ReferenceReader

    private typealias Made = (output: TransformStep.Output, shape: (TemplateScope) -> Shape.Member)

    private static let outputs = ["template", "fields", "value", "values", "merge"]

    func decode(_ map: YAMLMapping) -> DecodedKind {
        let template = map.optional("template")
        let fields = map.optional("fields")
        let value = map.optional("value")
        let values = map.optional("values")
        let merge = map.optional("merge")
        let formatPlace = map.optional("format")
        let format = formatPlace?.choice(TextFormat.self) ?? .plain
        let given = zip(Self.outputs, [template, fields, value, values, merge]).filter { $0.1 != nil }
        if given.isEmpty {
            map.report("a transform step needs one of: \(Self.outputs.joined(separator: ", "))")
        }
        for (name, place) in given.dropFirst() {
            place?.report(
                "\"\(name)\" cannot stand beside \"\(given[0].0)\": a transform step has only one of "
                    + Self.outputs.joined(separator: ", ")
            )
        }
        if !given.isEmpty, template == nil, fields == nil {
            formatPlace?.report("\"format\" is for \"template\" and \"fields\"")
        }
        // Each is read, whatever else there is, so that all mistakes are found.
        let made = [
            template.map { text($0, format) }, fields.map { texts($0, format) }, value.map(computed),
            values.map(computedMembers), merge.map(merged),
        ].compactMap(\.self)
        let (output, shape) = made.first ?? (.text(Template()), { _ in .unknown })
        return DecodedKind(kind: .transform(TransformStep(output: output, format: format)), output: shape)
    }

    private func text(_ value: YAMLValue, _ format: TextFormat) -> Made {
        let template = reader.template(value, escaping: format.escaping)
        let shape = shape(of: template, format, value)
        return (.text(template), { _ in .certain(shape) })
    }

    private func texts(_ value: YAMLValue, _ format: TextFormat) -> Made {
        var members: [String: Shape] = [:]
        let fields = value.entries { key, value in
            let name = key.string()
            let template = reader.template(value, escaping: format.escaping)
            members[name] = shape(of: template, format, value)
            return (name: name, template: template)
        }
        return (.fields(fields), { [members] _ in .certain(.certain(members)) })
    }

    /// What a text becomes; JSON that cannot be is reported.
    private func shape(of template: Template, _ format: TextFormat, _ place: YAMLValue) -> Shape {
        guard format == .json else { return .text }
        do throws(JSONFault) {
            return try Shape(ofJSON: template)
        } catch {
            place.report("the text, with 0 for each value, is not JSON: \(error)")
            return .unknown
        }
    }

    private func computed(_ value: YAMLValue) -> Made {
        let expression = reader.expression(value)
        return (.value(expression), shape(of: expression))
    }

    private func computedMembers(_ value: YAMLValue) -> Made {
        let values = value.entries { name, value in (name: name.string(), value: reader.expression(value)) }
        let shapes = values.map { ($0.name, shape(of: $0.value)) }
        return (
            .values(values),
            { scope in
                .certain(.object(Dictionary(shapes.map { ($0, $1(scope)) }) { first, _ in first }))
            }
        )
    }

    private func merged(_ value: YAMLValue) -> Made {
        let paths = value.list(count: 1...64) { reader.path($0, .listOrObject) }
        let shapes = paths.map(reader.shape(of:))
        let parts = { (scope: TemplateScope) in shapes.map { $0(scope) } }
        if !Self.areAlike(parts(reader.scope)) { value.report("lists and objects cannot be made one") }
        return (.merge(paths), { scope in .certain(Shape(merging: parts(scope))) })
    }

    private func shape(of expression: Expression) -> (TemplateScope) -> Shape.Member {
        switch expression.root {
        case .path(let path): reader.shape(of: path)
        case .count, .length: { _ in .certain(.number) }
        case .not, .and, .or, .compare: { _ in .certain(.boolean) }
        case .constant(let value):
            switch value {
            case .string: { _ in .text }
            case .integer, .number: { _ in .certain(.number) }
            case .bool: { _ in .certain(.boolean) }
            case .null, .array, .object: { _ in .unknown }
            }
        }
    }

    private static func areAlike(_ parts: [Shape.Member]) -> Bool {
        let lists = parts.contains { if case .list = $0.shape { true } else { false } }
        let objects = parts.contains { if case .object = $0.shape { true } else { false } }
        return !(lists && objects)
    }
}

extension TextFormat {
    var escaping: TemplateEscaping {
        switch self {
        case .plain, .markdown: .none
        case .html: .html
        case .json: .json
        }
    }
}
