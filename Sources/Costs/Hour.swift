package import Platform

/// An hour of the calendar, in UTC: what the ledger tells apart.
package struct Hour: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Hours since 1970-01-01T00:00:00Z.
    package let number: Int

    private static let nanoseconds: Int64 = 3_600_000_000_000

    package init(number: Int) {
        self.number = number
    }

    package init(_ timestamp: Timestamp) {
        number = Int(timestamp.unixNanoseconds.flooredQuotient(by: Self.nanoseconds))
    }

    /// Reads a full hour, `2025-08-07T13:00:00Z` or shorter (`2025-08-07T13:00Z`), or a day for its first; nil where
    /// that is neither.
    package init?(_ text: String) {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let day = parts.first.flatMap({ Day(String($0)) }) else { return nil }
        guard parts.count > 1 else {
            self.init(number: day.number * Day.hours)
            return
        }
        let time = parts[1]
        guard let hour = Int(time.prefix(2)), (0..<Day.hours).contains(hour),
            [":00:00Z", ":00Z"].contains(time.dropFirst(2))
        else { return nil }
        self.init(number: day.number * Day.hours + hour)
    }

    package var day: Day { Day(number: Int(Int64(number).flooredQuotient(by: Int64(Day.hours)))) }

    package static func < (left: Hour, right: Hour) -> Bool {
        left.number < right.number
    }

    package var description: String {
        let hour = number - day.number * Day.hours
        return "\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    }
}
