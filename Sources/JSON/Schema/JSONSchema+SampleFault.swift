extension JSONSchema {
    /// Why no value was made that the schema accepts.
    package struct SampleFault: Error, Equatable, Sendable, CustomStringConvertible {
        /// The part of the value that could not be made.
        package let path: JSONPointer
        package let reason: String

        package var description: String {
            "\(path.tokens.isEmpty ? "the value" : path.description) \(reason)"
        }
    }
}
