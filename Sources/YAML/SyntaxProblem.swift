/// Why libyaml stopped, in its words and in ours.
struct SyntaxProblem: Error {
    let message: String
    let position: YAMLPosition
    /// What it was reading, and where that began.
    let context: (doing: String, position: YAMLPosition)?

    /// The place to look at: for what was never ended, where it begins.
    var place: YAMLPosition {
        switch message {
        case "could not find expected ':'", "found unexpected end of stream": context?.position ?? position
        default: position
        }
    }

    /// What went wrong, for somebody who does not know the terms of the YAML specification.
    func sentence(in source: SourceLines) -> String {
        switch message {
        case "found character that cannot start any token": strayCharacter(source.byte(at: position))
        case "mapping values are not allowed in this context":
            "a second \": \" cannot stand here; quote the value if the colon belongs to it"
        case "could not find expected ':'":
            "this line is no \"key: value\"; indent it if it belongs to the value above"
        case "did not find expected key": misplaced(in: source, among: "keys of the mapping")
        case "did not find expected '-' indicator": misplaced(in: source, among: "elements of the list")
        case "did not find expected ',' or ']'": unclosed("list", with: "]")
        case "did not find expected ',' or '}'": unclosed("mapping", with: "}")
        case "found unexpected end of stream": "the quotes that open here are never closed"
        case "found unknown escape character":
            "a backslash begins no such escape in double quotes; use single quotes, or write it twice"
        case "block sequence entries are not allowed in this context":
            "a list cannot begin in the line of its key; begin it on the next line"
        case "found undefined tag handle": "no such tag is known; quote the value if it begins with \"!\""
        case "control characters are not allowed":
            "a control character cannot stand in YAML; write it as an escape in double quotes"
        case _ where message.contains("UTF-8") || message.contains("Unicode character"):
            "this is not valid UTF-8"
        default: unusual
        }
    }

    private func strayCharacter(_ byte: UInt8?) -> String {
        guard let byte, byte != UInt8(ascii: "\t") else { return "a tab cannot indent; use spaces" }
        return "a value cannot begin with \"\(Character(Unicode.Scalar(byte)))\"; quote it"
    }

    private func misplaced(in source: SourceLines, among siblings: String) -> String {
        guard let context else { return unusual }
        guard source.isIndentation(before: position) else {
            return "this cannot follow the value in front of it; quote the value if it goes on here"
        }
        let whole = "\(siblings) that begins in line \(context.position.line)"
        return position.column == context.position.column
            ? "this is not one of the \(whole)"
            : "this begins in column \(position.column), but the \(whole) begin in column "
                + "\(context.position.column)"
    }

    private func unclosed(_ collection: String, with bracket: String) -> String {
        let line = context?.position.line ?? position.line
        return "expected \",\" or \"\(bracket)\": the \(collection) that begins in line \(line) is not closed"
    }

    private var unusual: String {
        guard let context else { return message }
        return "\(message), \(context.doing) that begins in line \(context.position.line)"
    }
}
