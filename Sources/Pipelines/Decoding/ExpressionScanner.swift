internal import Bytes
internal import JSON

/// Cuts the text of an expression into its words and signs.
struct ExpressionScanner {
    private let text: [Character]
    private var offset = 0

    init(_ source: String) {
        text = Array(source)
    }

    /// The next token, and where it begins.
    mutating func next() throws(ExpressionFault) -> (token: ExpressionToken, start: Int) {
        while let character = peek(), character.isWhitespace { offset += 1 }
        let start = offset
        guard let first = peek() else { return (.end, start) }
        switch first {
        case "(", ")":
            offset += 1
            return (first == "(" ? .open : .close, start)
        case "=", "!", "<", ">": return (.comparison(try comparison()), start)
        case "\"": return (.constant(.string(try string())), start)
        case "-", "0"..."9": return (.constant(try number()), start)
        default:
            guard Self.beginsName(first) else {
                throw fault("\"\(first)\" has no meaning in an expression\(Self.advice(first))", at: start)
            }
            return (try word(), start)
        }
    }

    func fault(_ sentence: String, at offset: Int) -> ExpressionFault {
        let before = text[..<offset]
        let lineStart = before.lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        return ExpressionFault(
            sentence: sentence,
            line: before.count(where: \.isNewline) + 1,
            column: offset - lineStart + 1
        )
    }

    private func peek(_ ahead: Int = 0) -> Character? {
        offset + ahead < text.count ? text[offset + ahead] : nil
    }

    private mutating func comparison() throws(ExpressionFault) -> Expression.Comparison {
        let start = offset
        while let character = peek(), "=!<>".contains(character), offset - start < 2 { offset += 1 }
        let sign = String(text[start..<offset])
        if let comparison = Expression.Comparison(rawValue: sign) { return comparison }
        if sign.count == 2, let comparison = Expression.Comparison(rawValue: String(sign.prefix(1))) {
            offset -= 1
            return comparison
        }
        let advice =
            switch sign.first {
            case "=": "equality is written =="
            default: "not is written as a word, and unequal as !="
            }
        throw fault("\"\(sign)\" is no comparison; \(advice)", at: start)
    }

    /// As JSON has them.
    private mutating func string() throws(ExpressionFault) -> String {
        let start = offset
        offset += 1
        while let character = peek(), character != "\"" { offset += character == "\\" ? 2 : 1 }
        guard peek() != nil else { throw fault("this text is never closed", at: start) }
        offset += 1
        let bytes = Array(String(text[start..<offset]).utf8)
        guard let value = try? JSONValue(reading: bytes.span), let string = value.string else {
            throw fault("this text has an escape or a character that JSON does not know", at: start)
        }
        return string
    }

    private mutating func number() throws(ExpressionFault) -> JSONValue {
        let start = offset
        offset += 1
        while let character = peek(), Self.continuesName(character) || character == "." || character == "+" {
            offset += 1
        }
        let written = String(text[start..<offset])
        let bytes = Array(written.utf8)
        guard let value = try? JSONValue(reading: bytes.span), value.number != nil else {
            throw fault("\"\(written)\" is no number", at: start)
        }
        return value
    }

    private mutating func word() throws(ExpressionFault) -> ExpressionToken {
        let start = offset
        while let character = peek(), Self.continuesName(character) || character == "." { offset += 1 }
        let written = String(text[start..<offset])
        switch written {
        case "and": return .and
        case "or": return .or
        case "not": return .not
        case "true": return .constant(true)
        case "false": return .constant(false)
        case "null": return .constant(.null)
        default: break
        }
        if peek() == "(" {
            offset += 1
            return .call(written)
        }
        let names = written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains("") else {
            throw fault("\"\(written)\" is no path; it has an empty name", at: start)
        }
        return .path(names)
    }

    private static func beginsName(_ character: Character) -> Bool {
        character.isLetter || character == "_"
    }

    private static func continuesName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
    }

    /// What somebody means who writes it as in another language.
    private static func advice(_ character: Character) -> String {
        switch character {
        case "'": "; text stands in double quotes"
        case "&": "; write and"
        case "|": "; write or"
        case "[": "; an element of a list stands as list.0"
        case "+", "*", "/", "%": "; there is no arithmetic"
        default: ""
        }
    }
}
