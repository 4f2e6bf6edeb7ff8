/// A place in a template, or in the file that holds it: line and column in characters, both counted from 1.
package struct TemplatePosition: Equatable, Sendable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static let start = TemplatePosition(line: 1, column: 1)

    package var description: String { "\(line):\(column)" }
}
