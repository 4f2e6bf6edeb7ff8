/// What is done to values, so that they stay text in the format of what surrounds them.
package enum TemplateEscaping: Sendable {
    /// Nothing: prompts are plain text.
    case none
    /// Text, and attributes in quotes.
    case html
    /// Text of CommonMark with GitHub's tables and strikethrough.
    case markdown
    /// The inside of a JSON string (RFC 8259, section 7).
    case json

    func append(_ text: String, to output: inout String) {
        switch self {
        case .none: output += text
        case .html: Self.appendHTML(text, to: &output)
        case .markdown: Self.appendMarkdown(text, to: &output)
        case .json: Self.appendJSON(text, to: &output)
        }
    }

    private static func appendHTML(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    private static func appendJSON(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{0}"..."\u{1F}":
                output += scalar.value < 16 ? "\\u000" : "\\u00"
                output += String(scalar.value, radix: 16)
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    /// Puts a backslash before what would be markup (CommonMark 0.31, section 2.4).
    ///
    /// Some characters are markup only where a line begins, and the value may be put there.
    private static func appendMarkdown(_ text: String, to output: inout String) {
        var beginsLine = true
        var numbersLine = false
        for scalar in text.unicodeScalars {
            let isMarkup =
                switch scalar {
                case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "&": true
                case "#", "+", "-", "=": beginsLine
                case ".", ")": numbersLine
                default: false
                }
            if isMarkup {
                output += "\\"
            }
            output.unicodeScalars.append(scalar)
            let isDigit = ("0"..."9").contains(scalar)
            numbersLine = isDigit && (beginsLine || numbersLine)
            beginsLine = scalar == "\n" || scalar == "\r" || beginsLine && (scalar == " " || scalar == "\t")
        }
    }
}
