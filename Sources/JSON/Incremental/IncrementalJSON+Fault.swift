extension IncrementalJSON {
    /// Why an answer is of no use.
    package enum Fault: Error, Equatable, Sendable {
        case notJSON(JSONFault)
        /// It is JSON as far as it was read, but not what the schema demands; never empty.
        case violates([JSONSchema.Violation])
    }
}

extension IncrementalJSON.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON(let fault): fault.description
        case .violates(let violations): violations.map(\.description).joined(separator: "; ")
        }
    }

    /// The same without anything of the answer.
    package var redacted: String {
        switch self {
        case .notJSON(let fault): fault.redacted
        case .violates(let violations): violations.map(\.redacted).joined(separator: "; ")
        }
    }
}
