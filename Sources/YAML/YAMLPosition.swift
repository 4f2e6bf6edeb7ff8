/// A place in a file: its line and the column in characters, both counted from 1.
package struct YAMLPosition: Comparable, Hashable, Sendable, CustomStringConvertible {
    package let line: Int
    package let column: Int
    /// Set if the place is not in the file that is read, but in one beside it.
    package let file: String?

    package init(line: Int, column: Int, file: String? = nil) {
        self.line = line
        self.column = column
        self.file = file
    }

    /// Another place in the same file.
    package func at(line: Int, column: Int) -> YAMLPosition {
        YAMLPosition(line: line, column: column, file: file)
    }

    package static let start = YAMLPosition(line: 1, column: 1)

    package static func < (left: YAMLPosition, right: YAMLPosition) -> Bool {
        (left.file ?? "", left.line, left.column) < (right.file ?? "", right.line, right.column)
    }

    package var description: String { "\(line):\(column)" }
}
