/// A name that a template refers to, so that a checker can tell before any request whether it exists.
package struct TemplateReference: Equatable, Sendable {
    /// As it is written, without spaces; `.` is the innermost value itself.
    package let name: String
    package let kind: Kind
    /// Where its tag begins.
    package let position: TemplatePosition
    /// The sections around it, outermost first, by their indices in ``Template/references``.
    package let enclosing: [Int]
    /// The name by its dots; empty for `.`.
    package let path: [String]

    package enum Kind: Equatable, Sendable {
        /// `{{name}}`, `{{{name}}}` or `{{&name}}`: its value must exist when the template is rendered.
        case variable
        /// `{{#name}}`: pushes its value, or each element of it.
        case section
        /// `{{^name}}`: pushes nothing.
        case inverted
    }
}
