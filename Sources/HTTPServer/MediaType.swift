internal import Bytes

/// A media type with its parameters, names in lower case (RFC 9110 section 8.3.1).
package struct MediaType: Equatable, Sendable {
    package let type: String
    package let subtype: String
    package let parameters: [String: String]

    package init(type: String, subtype: String) {
        self.type = type
        self.subtype = subtype
        parameters = [:]
    }

    /// Reads `type/subtype; name=value; …`, or returns nil if it is none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let essence = parts.first else { return nil }
        let names = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2 else { return nil }
        type = Self.trimmed(names[0]).lowercased()
        subtype = Self.trimmed(names[1]).lowercased()
        guard !type.isEmpty, !subtype.isEmpty else { return nil }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = Self.trimmed(part[..<equals]).lowercased()
            parameters[name] = Self.unquoted(Self.trimmed(part[part.index(after: equals)...]))
        }
        self.parameters = parameters
    }

    /// Whether both name the same type, whatever their parameters.
    package func isSameType(as other: MediaType) -> Bool {
        type == other.type && subtype == other.subtype
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while let first = text.utf8.first, first.isBlank { text.removeFirst() }
        while let last = text.utf8.last, last.isBlank { text.removeLast() }
        return String(text)
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast()).replacing("\\", with: "")
    }
}
