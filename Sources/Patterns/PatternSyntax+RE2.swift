extension PatternSyntax {
    /// The expression as RE2 writes it.
    var expressionForRE2: String {
        switch self {
        case .character(let set): set.expressionForRE2
        case .sequence(let parts): parts.map(\.expressionForRE2).joined()
        case .choice(let branches): "(?:\(branches.map(\.expressionForRE2).joined(separator: "|")))"
        case .repeated(let part, let least, let most):
            "(?:\(part.expressionForRE2)){\(least),\(most.map(String.init) ?? "")}"
        case .start: "\\A"
        case .end: "\\z"
        case .wordBoundary: "\\b"
        case .notWordBoundary: "\\B"
        }
    }
}

extension CodePoints {
    fileprivate var expressionForRE2: String {
        if let single { return Self.escaped(single) }
        let listed = ranges.map { range in
            range.count == 1
                ? Self.escaped(range.lowerBound)
                : "\(Self.escaped(range.lowerBound))-\(Self.escaped(range.upperBound))"
        }
        let content = listed.joined() + properties.joined()
        // RE2 takes `[]` for the beginning of a class that holds a bracket; ECMA-262 for one that holds nothing.
        guard content.isEmpty else { return "[\(isNegated ? "^" : "")\(content)]" }
        return "[\(isNegated ? "" : "^")\\x{0}-\\x{10FFFF}]"
    }

    private static func escaped(_ scalar: UInt32) -> String {
        "\\x{\(String(scalar, radix: 16))}"
    }
}
