/// Why a schema cannot be used, and where.
package struct JSONSchemaFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The URI of the document at fault; empty for the one that was given.
    package let document: String
    /// The keyword at fault.
    package let path: JSONPointer
    package let reason: String

    package var description: String {
        let place = path.tokens.isEmpty ? "the schema" : "\(path)"
        return "\(document)\(document.isEmpty ? "" : "#")\(place) \(reason)"
    }
}
