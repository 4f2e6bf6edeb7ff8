/// Text from a file inside an error message.
enum Quotation {
    private static let charactersMax = 40

    /// `text` in quotes, shortened.
    static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars.prefix(charactersMax) {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        let isShortened = text.unicodeScalars.dropFirst(charactersMax).first != nil
        return quoted + (isShortened ? "…\"" : "\"")
    }

    /// `sentence` with nothing in it that would break its line or move a terminal's cursor.
    static func line(_ sentence: String, charactersMax: Int) -> String {
        var line = ""
        for scalar in sentence.unicodeScalars.prefix(charactersMax) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line += "\u{FFFD}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
