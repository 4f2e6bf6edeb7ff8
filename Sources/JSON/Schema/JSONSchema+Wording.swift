/// How violations speak of values and counts.
extension JSONValue {
    /// The value as it may stand in a sentence.
    var described: String {
        let text = rendered
        let start = text.prefix(60)
        return start.endIndex < text.endIndex ? "\(start)…" : text
    }
}

extension [JSONSchema.Violation] {
    /// What is wrong with each of several alternatives, in parentheses.
    var described: String {
        guard !isEmpty else { return "" }
        let shown = prefix(3).map(\.description).joined(separator: "; ")
        return " (\(shown)\(count > 3 ? "; …" : ""))"
    }
}

extension Int {
    func counted(_ noun: String) -> String {
        "\(grouped) \(noun)\(self == 1 ? "" : "s")"
    }

    /// The number with its thousands set apart, as people count: 1,048,576.
    var grouped: String {
        var text = ""
        for (place, digit) in String(self).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
