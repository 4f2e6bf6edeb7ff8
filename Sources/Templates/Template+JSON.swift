/// Where the variables of a template stand in the JSON that it makes.
extension Template {
    package struct JSONPlace: Equatable, Sendable {
        /// The variable, by its index in ``Template/references``.
        package let reference: Int
        package let isInString: Bool
        package let isEscaped: Bool
    }

    /// In the order of the tags; sections are taken to close the strings that they open.
    package var jsonPlaces: [JSONPlace] {
        var places: [JSONPlace] = []
        var isInString = false
        Self.walk(parts, &isInString, &places)
        return places
    }

    private static func walk(
        _ parts: [TemplatePart],
        _ isInString: inout Bool,
        _ places: inout [JSONPlace]
    ) {
        for part in parts {
            switch part {
            case .text(let text): pass(text, &isInString)
            case .variable(let reference, let isEscaped):
                places.append(
                    JSONPlace(reference: reference, isInString: isInString, isEscaped: isEscaped)
                )
            case .section(_, let inner), .inverted(_, let inner): walk(inner, &isInString, &places)
            }
        }
    }

    private static func pass(_ text: String, _ isInString: inout Bool) {
        var isBehindBackslash = false
        for byte in text.utf8 {
            let isQuote = byte == UInt8(ascii: "\"") && !isBehindBackslash
            isBehindBackslash = isInString && byte == UInt8(ascii: "\\") && !isBehindBackslash
            if isQuote { isInString.toggle() }
        }
    }
}
