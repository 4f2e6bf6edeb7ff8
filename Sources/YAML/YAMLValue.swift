/// A value that is being read into what it means.
///
/// Each reader returns the value, or records what is wrong and returns a stand-in that the enclosing
/// ``YAMLMapping/finish()`` keeps from getting out. A value that is missing was recorded when it was asked
/// for, so its readers say nothing more. A closure that reads a part may throw any error: it becomes a
/// mistake of that part, and the other parts are read.
package struct YAMLValue {
    /// Nil where a required value is missing.
    package let node: YAMLNode?
    /// What error messages call it: `"timeout"`, or `an element of "steps"`.
    package let name: String
    let faults: FaultCollector

    init(_ node: YAMLNode?, called name: String, _ faults: FaultCollector) {
        self.node = node
        self.name = name
        self.faults = faults
    }

    /// Records a mistake that only the caller can see, here or at a place inside the text.
    package func report(_ sentence: String, at position: YAMLPosition? = nil) {
        guard let node else { return }
        faults.record(sentence, at: position ?? node.position)
    }

    /// Where it stands; of a missing value this says nothing.
    package var position: YAMLPosition { node?.position ?? .start }

    /// Where the text of a scalar begins; see ``YAMLScalar/textPosition``.
    package var textPosition: YAMLPosition {
        guard case .scalar(let scalar) = node?.value else { return position }
        return scalar.textPosition
    }

    /// Text; a number or `true` must be quoted, because it may not be printed as it was written.
    package func string() -> String {
        guard let scalar = scalar("a string") else { return "" }
        guard case .string(let text) = scalar.resolved else {
            let advice = scalar.text.isEmpty ? "" : "; quote it: \"\(scalar.text)\""
            refuse("a string", advice: advice)
            return ""
        }
        return text
    }

    package func bool() -> Bool {
        guard let scalar = scalar("true or false") else { return false }
        if case .bool(let value) = scalar.resolved { return value }
        refuse("true or false", advice: Self.meantBool(scalar).map { "; write \($0)" } ?? "")
        return false
    }

    package func integer(in range: ClosedRange<Int> = Int.min...Int.max) -> Int {
        let expected = "a whole number" + Self.bounds(range, open: Int.min...Int.max) { "\($0)" }
        guard let scalar = scalar(expected) else { return range.lowerBound }
        if case .integer(let value) = scalar.resolved, range.contains(Int(value)) { return Int(value) }
        refuse(expected)
        return range.lowerBound
    }

    /// A number, which is finite.
    package func number(in range: ClosedRange<Double> = YAMLValue.finite) -> Double {
        let expected =
            "a number" + Self.bounds(range, open: Self.finite) { Int(exactly: $0)?.description ?? "\($0)" }
        guard let scalar = scalar(expected) else { return range.lowerBound }
        switch scalar.resolved {
        case .integer(let value) where range.contains(Double(value)): return Double(value)
        case .float(let value) where range.contains(value): return value
        default: refuse(expected)
        }
        return range.lowerBound
    }

    package static let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

    /// One of a closed vocabulary.
    package func choice(of names: [String]) -> String {
        precondition(!names.isEmpty, "a choice needs something to choose from")
        let expected = "one of: \(names.joined(separator: ", "))"
        guard let scalar = scalar(expected) else { return names[0] }
        if names.contains(scalar.text) { return scalar.text }
        let near = Spelling.nearest(to: scalar.text, among: names)
        refuse(expected, advice: near.map { "; did you mean \($0)?" } ?? "")
        return names[0]
    }

    /// One of an enumeration's raw values.
    package func choice<Choice>(_ type: Choice.Type) -> Choice
    where Choice: CaseIterable & RawRepresentable, Choice.RawValue == String {
        let name = choice(of: type.allCases.map(\.rawValue))
        guard let choice = Choice(rawValue: name) else {
            preconditionFailure("a choice is one of those that were given")
        }
        return choice
    }

    /// Every element, but for those whose reading failed.
    package func list<Element>(
        count: ClosedRange<Int> = 0...Int.max,
        _ read: (YAMLValue) throws -> Element
    ) -> [Element] {
        guard let node else { return [] }
        guard case .sequence(let elements) = node.value else {
            refuse("a list")
            return []
        }
        if elements.count < count.lowerBound {
            report("\(name) must have at least \(Self.elements(count.lowerBound)), found \(elements.count)")
        } else if elements.count > count.upperBound {
            report("\(name) must have at most \(Self.elements(count.upperBound)), found \(elements.count)")
        }
        var results: [Element] = []
        for element in elements {
            let value = YAMLValue(element, called: "an element of \(name)", faults)
            if let result = value.attempt({ try read(value) }) {
                results.append(result)
            }
        }
        return results
    }

    /// What `read` returns, unless it throws; an error of another kind becomes a mistake of this value.
    func attempt<Result>(_ read: () throws -> Result) -> Result? {
        do {
            return try read()
        } catch let error as YAMLFaults {
            error.faults.forEach(faults.record)
        } catch {
            report("\(name) is wrong: \(error)")
        }
        return nil
    }

    /// The scalar that stands here, unless it is missing or something else does.
    func scalar(_ expected: String) -> YAMLScalar? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.value else {
            refuse(expected)
            return nil
        }
        return scalar
    }

    /// Records that something else was expected: `"timeout" must be a duration, found "soon"` and the advice.
    package func refuse(_ expected: String, advice: String = "") {
        guard let node else { return }
        report("\(name) must be \(expected), found \(node.summary)\(advice)")
    }

    /// The end of "a whole number from 1 to 9", which names no bound that nobody set.
    static func bounds<Bound>(
        _ range: ClosedRange<Bound>,
        open: ClosedRange<Bound>,
        print: (Bound) -> String
    ) -> String {
        switch (range.lowerBound > open.lowerBound, range.upperBound < open.upperBound) {
        case (false, false): ""
        case (true, false): " of at least \(print(range.lowerBound))"
        case (false, true): " of at most \(print(range.upperBound))"
        case (true, true): " from \(print(range.lowerBound)) to \(print(range.upperBound))"
        }
    }

    private static func elements(_ count: Int) -> String {
        count == 1 ? "1 element" : "\(count) elements"
    }

    /// What somebody means who writes a boolean of YAML 1.1, or one in quotes.
    private static func meantBool(_ scalar: YAMLScalar) -> Bool? {
        switch scalar.text.lowercased() {
        case "true", "yes", "y", "on", "1": true
        case "false", "no", "n", "off", "0": false
        default: nil
        }
    }
}
