internal import Patterns

extension SchemaSampler {
    /// What is within reach where a schema names no bound.
    private static var span: Double { 1_000 }
    /// Doubles are exact up to here, so bounds are too.
    private static var integerMax: Double { 0x1p53 }
    /// Characters beyond what is demanded, where a schema does not say how many there may be.
    private static var lengthSpan: Int { 160 }
    /// The same, where it does.
    private static var lengthBounded: Int { 4_000 }
    /// No schema that is meant seriously demands more of one text.
    private static var lengthMax: Int { 1 << 20 }

    mutating func makeInteger(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> JSONValue {
        let (low, high) = bounds(demands)
        let step = demands.divisors.compactMap(\.integer).reduce(1, leastCommonMultiple)
        let first = (low / Double(step)).rounded(.up)
        let last = (high / Double(step)).rounded(.down)
        guard first <= last, max(first.magnitude, last.magnitude) <= Self.integerMax else {
            throw fault("has no integer between \(low) and \(high) to be")
        }
        if step == 1, let number = numberOfElement, (first...last).contains(Double(number)) {
            return .integer(Int64(number))
        }
        return .integer(Int64.random(in: Int64(first)...Int64(last), using: &generator) &* Int64(step))
    }

    /// What the integer is to be that is made, if it numbers the element of a list that it is a member of.
    private var numberOfElement: Int? {
        guard let name = path.tokens.last, let first = outline.firstNumbers[name],
            let index = path.tokens.dropLast().last.flatMap({ Int($0) })
        else { return nil }
        return first + index
    }

    mutating func makeFraction(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> JSONValue {
        let (low, high) = bounds(demands)
        guard low <= high, (high - low).isFinite else {
            throw fault("has no number between \(low) and \(high) to be")
        }
        guard let step = demands.divisors.first?.number else {
            let value = Double.random(in: low...high, using: &generator)
            // As people write numbers, where the bounds leave room for it.
            let rounded = (value * 100).rounded() / 100
            return .number(rounded > low && rounded < high ? rounded : value)
        }
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard first <= last, max(first.magnitude, last.magnitude) <= Self.integerMax else {
            throw fault("has no multiple of \(step) between \(low) and \(high) to be")
        }
        return .number(Double(Int64.random(in: Int64(first)...Int64(last), using: &generator)) * step)
    }

    mutating func makeString(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> String {
        let least = demands.lengthMin
        guard least <= demands.lengthMax, least <= Self.lengthMax else {
            throw fault("cannot be \(least.counted("character")) long")
        }
        let most = min(
            demands.lengthMax,
            least + (demands.lengthMax == .max ? Self.lengthSpan : Self.lengthBounded)
        )
        if let pattern = demands.patterns.first {
            guard let text = pattern.sample(length: least...most, using: &generator) else {
                throw fault("cannot be made to match the pattern \(pattern.source)")
            }
            return text
        }
        return proseText(least...most)
    }

    /// Prose with as many characters as `lengths` allows.
    private mutating func proseText(_ lengths: ClosedRange<Int>) -> String {
        let wanted = Int.random(in: lengths, using: &generator)
        var text = prose(wanted).unicodeScalars
        while text.count < lengths.lowerBound {
            text.append(contentsOf: text.isEmpty ? "x".unicodeScalars : text)
        }
        return String(text.prefix(max(wanted, lengths.lowerBound)))
    }

    /// The bounds demanded, and in place of one that is missing what is near the other.
    private func bounds(_ demands: SchemaDemands) -> (low: Double, high: Double) {
        switch (demands.least.isFinite, demands.most.isFinite) {
        case (true, true): (demands.least, demands.most)
        case (true, false): (demands.least, demands.least + Self.span)
        case (false, true): (demands.most < 0 ? demands.most - Self.span : 0, demands.most)
        case (false, false): (0, Self.span)
        }
    }

    private func leastCommonMultiple(_ left: Int, _ right: Int) -> Int {
        var (common, rest) = (left, right)
        while rest != 0 {
            (common, rest) = (rest, common % rest)
        }
        return left / max(1, common) &* right
    }
}
