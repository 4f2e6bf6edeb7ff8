/// Something that went wrong in a generation, as its readers are told.
package struct GenerationFault: Error, Equatable, Sendable {
    package let type: ErrorType
    /// A sentence for people; it holds nothing secret.
    package let message: String

    package init(_ type: ErrorType, _ message: String) {
        self.type = type
        self.message = message
    }
}
