/// Reads an expression of ECMA-262 (section 22.2.1), with what Annex B.1.2 tolerates where that is unambiguous.
struct PatternParser {
    private let source: String
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0
    private var depth = 0

    /// Groups inside groups, each of which takes a stretch of the stack.
    private static let depthMax = 100
    /// RE2 unrolls repetitions and takes no more.
    private static let repetitionsMax = 1_000

    init(_ source: String) throws(PatternError) {
        self.source = source
        scalars = Array(source.unicodeScalars)
        guard scalars.count <= Pattern.lengthMax else {
            throw fault(
                "is \(scalars.count) characters long, at most \(Pattern.lengthMax) are taken",
                at: nil
            )
        }
    }

    mutating func parse() throws(PatternError) -> PatternSyntax {
        let syntax = try parseChoice()
        guard next == nil else { throw fault("')' without '('") }
        return syntax
    }

    var next: Unicode.Scalar? { peek(0) }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func advance(_ distance: Int = 1) {
        position += distance
    }

    mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard next == expected else { return false }
        position += 1
        return true
    }

    func fault(_ reason: String) -> PatternError {
        fault(reason, at: position)
    }

    func fault(_ reason: String, at position: Int?) -> PatternError {
        PatternError(source: source, position: position, reason: reason)
    }

    private mutating func parseChoice() throws(PatternError) -> PatternSyntax {
        var branches = [try parseSequence()]
        while take("|") {
            branches.append(try parseSequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let next, next != "|", next != ")" {
            parts.append(try parseTerm())
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func parseTerm() throws(PatternError) -> PatternSyntax {
        if let assertion = parseAssertion() {
            return assertion
        }
        let start = position
        let atom = try parseAtom()
        guard let (least, most) = parseQuantifier() else { return atom }
        guard least <= Self.repetitionsMax, (most ?? 0) <= Self.repetitionsMax else {
            throw fault("repeats more than \(Self.repetitionsMax) times, which is not supported", at: start)
        }
        guard least <= most ?? least else {
            throw fault("repeats at least \(least) times but no more than \(most ?? 0)", at: start)
        }
        return .repeated(atom, least: least, most: most)
    }

    private mutating func parseAssertion() -> PatternSyntax? {
        switch (next, peek(1)) {
        case ("^", _):
            advance()
            return .start
        case ("$", _):
            advance()
            return .end
        case ("\\", "b"):
            advance(2)
            return .wordBoundary
        case ("\\", "B"):
            advance(2)
            return .notWordBoundary
        default:
            return nil
        }
    }

    private mutating func parseAtom() throws(PatternError) -> PatternSyntax {
        switch next {
        case "(": return try parseGroup()
        case "[": return .character(try parseClass())
        case "\\": return .character(try parseEscape(inClass: false))
        case ".":
            advance()
            return .character(CodePoints.lineEnds.inverted)
        case "*", "+", "?": throw fault("nothing to repeat")
        case "{":
            let start = position
            if parseQuantifier() != nil { throw fault("nothing to repeat", at: start) }
        default: break
        }
        guard let literal = next else { throw fault("ends too early") }
        advance()
        return .character(CodePoints(literal.value))
    }

    private mutating func parseGroup() throws(PatternError) -> PatternSyntax {
        let start = position
        advance()
        try parseGroupKind(start)
        depth += 1
        guard depth <= Self.depthMax else {
            throw fault("groups nest deeper than \(Self.depthMax) levels", at: start)
        }
        let content = try parseChoice()
        guard take(")") else { throw fault("'(' without ')'", at: start) }
        depth -= 1
        return content
    }

    /// What stands behind `(?`; names of groups are dropped, for nothing can refer to them.
    private mutating func parseGroupKind(_ start: Int) throws(PatternError) {
        guard take("?") else { return }
        switch (next, peek(1)) {
        case (":", _): advance()
        case ("=", _), ("!", _): throw fault("lookahead is not supported", at: start)
        case ("<", "="), ("<", "!"): throw fault("lookbehind is not supported", at: start)
        case ("<", _):
            while let scalar = next, scalar != ">", scalar != ")" { advance() }
            guard take(">") else { throw fault("the group's name does not end", at: start) }
        default: throw fault("this kind of group is not supported", at: start)
        }
    }

    private mutating func parseQuantifier() -> (least: Int, most: Int?)? {
        let bounds: (least: Int, most: Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if let counted = parseCounts() {
            bounds = counted
        } else {
            return nil
        }
        // Lazy or not, it matches the same texts.
        _ = take("?")
        return bounds
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else that begins with a brace is text, and nothing is consumed.
    private mutating func parseCounts() -> (least: Int, most: Int?)? {
        let start = position
        guard take("{") else { return nil }
        if let least = parseDecimal() {
            if take("}") { return (least, least) }
            if take(",") {
                if take("}") { return (least, nil) }
                if let most = parseDecimal(), take("}") { return (least, most) }
            }
        }
        position = start
        return nil
    }

    private mutating func parseDecimal() -> Int? {
        var value: Int?
        while let digit = next, ("0"..."9").contains(digit) {
            // Larger than any bound is enough to be refused.
            value = min((value ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
            advance()
        }
        return value
    }
}
