extension PatternParser {
    /// `[...]`, from its opening bracket on.
    mutating func parseClass() throws(PatternError) -> CodePoints {
        let start = position
        advance()
        var set = CodePoints()
        let isNegated = take("^")
        while !take("]") {
            guard next != nil else { throw fault("'[' without ']'", at: start) }
            try parseClassMember(into: &set)
        }
        set.isNegated = isNegated
        return set
    }

    private mutating func parseClassMember(into set: inout CodePoints) throws(PatternError) {
        let start = position
        let first = try parseClassAtom()
        guard next == "-", let after = peek(1), after != "]" else { return set.formUnion(first) }
        advance()
        let last = try parseClassAtom()
        guard let low = first.single, let high = last.single else {
            // Annex B: next to something that is no character, the hyphen is one.
            set.formUnion(first)
            set.formUnion(CodePoints(UInt32(0x2D)))
            return set.formUnion(last)
        }
        guard low <= high else { throw fault("the range is in the wrong order", at: start) }
        set.formUnion(CodePoints([low...high]))
    }

    private mutating func parseClassAtom() throws(PatternError) -> CodePoints {
        if next == "\\" { return try parseEscape(inClass: true) }
        guard let literal = next else { throw fault("ends too early") }
        advance()
        return CodePoints(literal.value)
    }
}
