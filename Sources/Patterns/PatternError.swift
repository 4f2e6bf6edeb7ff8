/// Why an expression was refused, and where.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    package let source: String
    /// The character at fault, counted from 0; nil when it is the expression as a whole.
    package let position: Int?
    package let reason: String

    package var description: String {
        guard let position else { return "pattern '\(source)': \(reason)" }
        return "pattern '\(source)', character \(position + 1): \(reason)"
    }
}
