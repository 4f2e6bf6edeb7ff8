extension Pattern {
    /// A text that the expression matches, with as many characters (code points) as `length` allows.
    ///
    /// Nil where none was found: the expression has no such text, or is more than literals, classes, groups and
    /// repetitions, as one with a Unicode property or a word boundary may be.
    package func sample(
        length: ClosedRange<Int>,
        using generator: inout some RandomNumberGenerator
    ) -> String? {
        // A random share for each repetition may miss the length; giving each all it can take does not, so it is last.
        for attempt in 0..<10 {
            let target = max(Int.random(in: length, using: &generator), syntax.lengthMin)
            var text = String.UnicodeScalarView()
            var spare = target - syntax.lengthMin
            syntax.write(to: &text, spare: &spare, isGreedy: attempt == 9, using: &generator)
            let sample = String(text)
            if length.contains(text.count), matches(anywhereIn: sample) { return sample }
        }
        return nil
    }
}

extension PatternSyntax {
    /// The characters of the shortest text.
    fileprivate var lengthMin: Int {
        switch self {
        case .character: 1
        case .sequence(let parts): parts.map(\.lengthMin).reduce(0, +)
        case .choice(let branches): branches.map(\.lengthMin).min() ?? 0
        case .repeated(let part, let least, _): part.lengthMin * least
        case .start, .end, .wordBoundary, .notWordBoundary: 0
        }
    }

    /// Writes a text that is at most `spare` characters longer than the shortest, and takes what it used from that.
    fileprivate func write(
        to text: inout String.UnicodeScalarView,
        spare: inout Int,
        isGreedy: Bool,
        using generator: inout some RandomNumberGenerator
    ) {
        switch self {
        case .character(let set):
            if let scalar = set.sample(using: &generator) { text.append(scalar) }
        case .sequence(let parts):
            for part in parts {
                part.write(to: &text, spare: &spare, isGreedy: isGreedy, using: &generator)
            }
        case .choice(let branches):
            let affordable = branches.filter { $0.lengthMin - lengthMin <= spare }
            guard let branch = affordable.randomElement(using: &generator) else { return }
            spare -= branch.lengthMin - lengthMin
            branch.write(to: &text, spare: &spare, isGreedy: isGreedy, using: &generator)
        case .repeated(let part, let least, let most):
            let affordable = spare / max(1, part.lengthMin)
            let more = min(affordable, (most ?? .max) - least)
            let extra = isGreedy ? more : Int.random(in: 0...more, using: &generator)
            spare -= extra * part.lengthMin
            for _ in 0..<(least + extra) {
                part.write(to: &text, spare: &spare, isGreedy: isGreedy, using: &generator)
            }
        case .start, .end, .wordBoundary, .notWordBoundary: break
        }
    }
}

extension CodePoints {
    /// One of the members, one of ASCII's visible characters and the space if there is any such.
    fileprivate func sample(using generator: inout some RandomNumberGenerator) -> Unicode.Scalar? {
        let visible = members.filter { $0.overlaps(0x20...0x7E) }.map { $0.clamped(to: 0x20...0x7E) }
        guard let range = (visible.isEmpty ? members : visible).randomElement(using: &generator) else {
            return nil
        }
        return Unicode.Scalar(UInt32.random(in: range, using: &generator))
    }
}
