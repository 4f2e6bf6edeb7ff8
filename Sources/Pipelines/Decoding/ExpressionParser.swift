internal import JSON

/// Reads the text of an expression.
///
///     or         = and *("or" and)
///     and        = not *("and" not)
///     not        = "not" not / comparison
///     comparison = operand [("==" / "!=" / "<" / "<=" / ">" / ">=") operand]
///     operand    = path / number / text / "true" / "false" / "null"
///                / ("count" / "length") "(" or ")" / "(" or ")"
struct ExpressionParser {
    /// Every path that was read, with the place of it.
    private(set) var references: [(path: ScopePath, line: Int, column: Int, isCounted: Bool)] = []

    private let source: String
    private var scanner: ExpressionScanner
    private var token = ExpressionToken.end
    private var start = 0
    private var depth = 0

    /// Far beyond any use; both the reader and the evaluation recurse.
    private static let depthMax = 32
    private static let operandsMax = 256
    private var operands = 0

    init(_ source: String) {
        self.source = source
        scanner = ExpressionScanner(source)
    }

    mutating func parse() throws(ExpressionFault) -> Expression {
        try advance()
        let root = try disjunction()
        switch token {
        case .end: return Expression(root, source: source)
        case .comparison: throw fault("comparisons do not follow one another; join them by and")
        case .close: throw fault("no parenthesis is open here")
        default: throw fault("an operator must stand here: and, or, ==, !=, <, <=, >, >=")
        }
    }

    private mutating func advance() throws(ExpressionFault) {
        (token, start) = try scanner.next()
    }

    private func fault(_ sentence: String) -> ExpressionFault {
        scanner.fault(sentence, at: start)
    }

    private mutating func disjunction() throws(ExpressionFault) -> Expression.Node {
        var node = try conjunction()
        while token == .or {
            try advance()
            node = .or(node, try conjunction())
        }
        return node
    }

    private mutating func conjunction() throws(ExpressionFault) -> Expression.Node {
        var node = try negation()
        while token == .and {
            try advance()
            node = .and(node, try negation())
        }
        return node
    }

    private mutating func negation() throws(ExpressionFault) -> Expression.Node {
        guard token == .not else { return try comparison() }
        try advance()
        return .not(try deeper { parser throws(ExpressionFault) in try parser.negation() })
    }

    private mutating func comparison() throws(ExpressionFault) -> Expression.Node {
        let left = try operand()
        guard case .comparison(let comparison) = token else { return left }
        try advance()
        return .compare(left, comparison, try operand())
    }

    private mutating func operand() throws(ExpressionFault) -> Expression.Node {
        operands += 1
        guard operands <= Self.operandsMax else {
            throw fault("an expression has at most \(Self.operandsMax) operands")
        }
        switch token {
        case .path(let names):
            let path = ScopePath(names)
            let place = fault("")
            references.append((path, place.line, place.column, false))
            try advance()
            return .path(path)
        case .constant(let value):
            try advance()
            return .constant(value)
        case .open:
            return try parenthesized()
        case .call("count"):
            return try count()
        case .call("length"):
            return .length(try parenthesized())
        case .call(let name):
            throw fault("unknown function \"\(name)\"; there are: count, length")
        case .end:
            throw fault("the expression ends where a value must stand")
        case .comparison, .and, .or, .not, .close:
            throw fault("a value must stand here: a path, a number, a \"text\", true, false or null")
        }
    }

    /// Only what a path leads to can have a count.
    private mutating func count() throws(ExpressionFault) -> Expression.Node {
        let call = fault("count() is of a list or an object, which a path such as steps.plan.days leads to")
        let before = references.count
        let node = try parenthesized()
        guard case .path = node else { throw call }
        references[before].isCounted = true
        return .count(node)
    }

    /// From behind the opening parenthesis to behind the closing one.
    private mutating func parenthesized() throws(ExpressionFault) -> Expression.Node {
        let opening = start
        try advance()
        let node = try deeper { parser throws(ExpressionFault) in try parser.disjunction() }
        guard token == .close else {
            if token == .end { throw scanner.fault("this parenthesis is never closed", at: opening) }
            throw fault("an operator or a closing parenthesis must stand here")
        }
        try advance()
        return node
    }

    private mutating func deeper(
        _ read: (inout ExpressionParser) throws(ExpressionFault) -> Expression.Node
    ) throws(ExpressionFault) -> Expression.Node {
        depth += 1
        guard depth <= Self.depthMax else {
            throw fault("parentheses and nots stand more than \(Self.depthMax) deep")
        }
        defer { depth -= 1 }
        return try read(&self)
    }
}
