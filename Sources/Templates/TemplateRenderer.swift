/// One rendering of a template.
struct TemplateRenderer<Value: TemplateValue> {
    private(set) var output = ""
    private let references: [TemplateReference]
    private let escaping: TemplateEscaping
    private let limit: Int
    /// The value of the whole, and inside it those of the sections that are open.
    private var context: [Value]
    private var elements = 0

    init(_ value: Value, references: [TemplateReference], escaping: TemplateEscaping, limit: Int) {
        self.references = references
        self.escaping = escaping
        self.limit = limit
        self.context = [value]
    }

    /// Renders `parts`; `position` is the tag that has them inside.
    mutating func render(_ parts: [TemplatePart], at position: TemplatePosition) throws(TemplateFault) {
        for part in parts {
            switch part {
            case .text(let text):
                try append(text, escaping: .none, at: position)
            case .variable(let index, let isEscaped):
                let reference = references[index]
                guard let value = value(of: reference) else {
                    throw TemplateFault(reason: .missing(reference.name), position: reference.position)
                }
                let escaping = isEscaped ? escaping : .none
                try append(value.templateText, escaping: escaping, at: reference.position)
            case .section(let index, let inner):
                try renderSection(references[index], inner)
            case .inverted(let index, let inner):
                let reference = references[index]
                if value(of: reference)?.isTemplateEmpty ?? true {
                    try render(inner, at: reference.position)
                }
            }
        }
    }

    private mutating func renderSection(
        _ reference: TemplateReference,
        _ inner: [TemplatePart]
    ) throws(TemplateFault) {
        guard let value = value(of: reference), !value.isTemplateEmpty else { return }
        for element in value.templateElements ?? [value] {
            elements += 1
            guard elements <= TemplateLimits.elementsMax else {
                throw TemplateFault(reason: .tooManyElements, position: reference.position)
            }
            context.append(element)
            try render(inner, at: reference.position)
            context.removeLast()
        }
    }

    /// The first part of a name is looked up outward, the others inside what was found.
    private func value(of reference: TemplateReference) -> Value? {
        guard let first = reference.path.first else { return context.last }
        for candidate in context.reversed() {
            guard var value = candidate.templateMember(first) else { continue }
            for name in reference.path.dropFirst() {
                guard let member = value.templateMember(name) else { return nil }
                value = member
            }
            return value
        }
        return nil
    }

    private mutating func append(
        _ text: String,
        escaping: TemplateEscaping,
        at position: TemplatePosition
    ) throws(TemplateFault) {
        // Escaping never makes a text shorter, so what is too long without it is not worth escaping.
        let isShort = output.utf8.count + text.utf8.count <= limit
        if isShort {
            escaping.append(text, to: &output)
        }
        guard isShort, output.utf8.count <= limit else {
            throw TemplateFault(reason: .outputTooLong(limit: limit), position: position)
        }
    }
}
