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

    /// Beyond what any type needs, and short enough that a hostile one costs nothing.
    private static let bytesMax = 1_024

    /// Reads `type/subtype; name=value; …`, or returns nil if it is none.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.bytesMax else { return nil }
        let text = Substring(text)
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let essence = parts.first else { return nil }
        let names = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2 else { return nil }
        type = names[0].trimmingBlanks.lowercased()
        subtype = names[1].trimmingBlanks.lowercased()
        guard !type.isEmpty, !subtype.isEmpty else { return nil }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = part[..<equals].trimmingBlanks.lowercased()
            parameters[name] = Self.unquoted(String(part[part.index(after: equals)...].trimmingBlanks))
        }
        self.parameters = parameters
    }

    /// Whether both name the same type, whatever their parameters.
    package func isSameType(as other: MediaType) -> Bool {
        type == other.type && subtype == other.subtype
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast()).replacing("\\", with: "")
    }
}
