package import Platform

/// A day of the calendar, in UTC.
package struct Day: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int

    package static let hours = 24
    private static let nanoseconds: Int64 = 86_400_000_000_000
    /// A timestamp cannot say much later ones.
    private static let years = 1_970...2_200

    package init(number: Int) {
        self.number = number
    }

    package init(_ timestamp: Timestamp) {
        number = Int(timestamp.unixNanoseconds.flooredQuotient(by: Self.nanoseconds))
    }

    /// Reads `2025-08-07`; nil where that is no day of the calendar.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), Self.years.contains(year), (1...12).contains(month), day >= 1
        else { return nil }
        // March begins the year, so that the day which is sometimes there is its last.
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let number = 365 * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
        self.init(number: number)
        // The 31st of February is another day's name.
        guard description == text else { return nil }
    }

    package var start: Timestamp { Timestamp(unixNanoseconds: Int64(number) * Self.nanoseconds) }
    package var next: Day { Day(number: number + 1) }

    package static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    package var description: String {
        let time = CivilTime(start)
        return "\(time.year)-\(Self.padded(time.month))-\(Self.padded(time.day))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
