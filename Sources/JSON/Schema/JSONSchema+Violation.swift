extension JSONSchema {
    /// One thing that is wrong with a value.
    package struct Violation: Equatable, Sendable, CustomStringConvertible {
        /// The part of the value that is at fault; for a member that is missing, where it should be.
        package let path: JSONPointer
        /// The keyword of the schema that is violated; `limit` where one of our own bounds ended the check.
        package let keyword: String
        /// What is wrong, as the rest of a sentence about that part: "must be at least 3, is 2".
        package let message: String
        /// The path with `*` for each name that is the value's own and not the schema's.
        let redactedPath: JSONPointer

        /// Stands in redacted paths for a name that the schema does not give.
        static let undeclared = "*"

        /// The same violation, of a part that stands at `place` in a larger value.
        func within(_ place: JSONPointer, redacted: JSONPointer) -> Violation {
            Violation(
                path: JSONPointer(tokens: place.tokens + path.tokens),
                keyword: keyword,
                message: message,
                redactedPath: JSONPointer(tokens: redacted.tokens + redactedPath.tokens)
            )
        }

        package var description: String {
            "\(path.tokens.isEmpty ? "the value" : path.abridged) \(message)"
        }

        /// The same without anything of the value: for who may know the schema, but not what was checked against it.
        package var redacted: String {
            "\(redactedPath.tokens.isEmpty ? "the value" : redactedPath.description) violates '\(keyword)'"
        }
    }
}
