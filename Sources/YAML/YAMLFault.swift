/// A mistake in a file, and what would have been right.
package struct YAMLFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    package let position: YAMLPosition
    /// One sentence, without a period at its end.
    package let sentence: String

    package init(file: String, position: YAMLPosition, sentence: String) {
        self.file = file
        self.position = position
        self.sentence = sentence
    }

    /// `FILE:LINE:COLUMN: sentence`, as compilers print it, so that editors find the place.
    package var description: String { "\(file):\(position): \(sentence)" }
}
