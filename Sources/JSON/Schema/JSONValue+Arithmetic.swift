/// What JSON Schema asks of numbers.
extension JSONValue {
    /// Whether one number is less than another, exactly; an integer and a double are compared without rounding either.
    func isLess(than other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.number(let left), .number(let right)): left < right
        case (.integer(let left), .number(let right)): Self.order(left, right) < 0
        case (.number(let left), .integer(let right)): Self.order(right, left) > 0
        default: false
        }
    }

    /// Whether a number is a multiple of another, which is greater than 0.
    ///
    /// Exact for integers. What is written as decimals is mostly rounded to be a double, so there the quotient may miss
    /// a whole number by as much as the rounding of both can make it: 0.0075 is a multiple of 0.0001.
    func isMultiple(of divisor: JSONValue) -> Bool {
        if case .integer(let value) = self, case .integer(let divisor) = divisor {
            return value.isMultiple(of: divisor)
        }
        guard let value = number, let divisor = divisor.number else { return false }
        let quotient = value / divisor
        guard quotient.magnitude < 0x1p53 else { return value.truncatingRemainder(dividingBy: divisor) == 0 }
        return (quotient - quotient.rounded()).magnitude <= quotient.magnitude * 0x1p-51
    }

    /// Less than 0 where `left` is less than `right`, more where it is greater.
    private static func order(_ left: Int64, _ right: Double) -> Int {
        guard right < 0x1p63 else { return -1 }
        guard right >= -0x1p63 else { return 1 }
        let whole = Int64(right.rounded(.down))
        guard left == whole else { return left < whole ? -1 : 1 }
        return right > Double(whole) ? -1 : 0
    }
}
