/// A compiled piece of a template; references are indices in the template's list of them.
enum TemplatePart: Sendable {
    case text(String)
    case variable(reference: Int, isEscaped: Bool)
    case section(reference: Int, [TemplatePart])
    case inverted(reference: Int, [TemplatePart])
}
