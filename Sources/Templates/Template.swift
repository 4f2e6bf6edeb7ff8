/// A Mustache template (https://github.com/mustache/spec), compiled once and rendered by any thread.
///
/// Variables, sections, inverted sections, comments and set delimiters are as in the specification; partials
/// and inheritance are refused. Unlike there, a variable without a value is an error, so that no prompt goes
/// out with a hole in it.
package struct Template: Sendable {
    /// Every name it refers to, in the order of the tags.
    package let references: [TemplateReference]
    let parts: [TemplatePart]
    private let escaping: TemplateEscaping
    private let position: TemplatePosition

    /// Compiles `source`; `escaping` applies to `{{name}}`, not to `{{{name}}}`.
    ///
    /// `position` is where `source` begins in its file, and every further line in the same column, so that
    /// faults and references name places of the file.
    package init(
        _ source: String,
        escaping: TemplateEscaping = .none,
        position: TemplatePosition = .start
    ) throws(TemplateFault) {
        guard source.utf8.count <= TemplateLimits.sourceBytesMax else {
            throw TemplateFault(reason: .sourceTooLong(bytes: source.utf8.count), position: position)
        }
        var parser = TemplateParser(source, at: position)
        self.parts = try parser.parse()
        self.references = parser.references
        self.escaping = escaping
        self.position = position
    }

    /// The template of the empty text: what a reader of many templates goes on with after one that is faulty.
    package init() {
        references = []
        parts = []
        escaping = .none
        position = .start
    }

    /// The text with the names of `value` filled in, which has no more than `limit` bytes.
    package func render<Value: TemplateValue>(
        _ value: Value,
        limit: Int
    ) throws(TemplateFault) -> String {
        var renderer = TemplateRenderer(value, references: references, escaping: escaping, limit: limit)
        try renderer.render(parts, at: position)
        return renderer.output
    }
}
