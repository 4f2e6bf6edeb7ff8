import Platform
import Testing

@testable import Costs

/// Days and hours of UTC, by which prices begin and the ledger tells calls apart.
@Suite struct CalendarTests {
    @Test(arguments: [("1970-01-01", 0), ("1970-01-02", 1), ("2000-02-29", 11_016), ("2025-08-07", 20_307)])
    func aDayIsCountedFromTheEpoch(_ text: String, _ number: Int) {
        #expect(Day(text)?.number == number)
        #expect(Day(number: number).description == text)
    }

    @Test func everyDayUntil2200IsReadAsItIsPrinted() {
        for number in 0...84_370 {
            let day = Day(number: number)
            guard Day(day.description) == day else {
                Issue.record("\(day) is day \(number)")
                return
            }
        }
    }

    @Test(arguments: [
        "", "2025", "2025-8-7", "2025-02-29", "1900-02-28", "2025-13-01", "2025-00-10", "2025-04-31",
        "2025-01-00", "25-01-01", "2025-01-01T00", "2025-01-01 ", "2025/01/01", "2201-01-01", "9999-12-31",
    ])
    func whatIsNoDayIsNotRead(_ text: String) {
        #expect(Day(text) == nil)
    }

    @Test(arguments: [
        ("2025-08-07", "2025-08-07T00:00:00Z"), ("2025-08-07T13:00:00Z", "2025-08-07T13:00:00Z"),
        ("2025-08-07T23:00Z", "2025-08-07T23:00:00Z"),
    ])
    func anHourIsReadInFullOrAsADay(_ text: String, _ printed: String) {
        #expect(Hour(text)?.description == printed)
    }

    @Test(arguments: [
        "2025-08-07T24:00:00Z", "2025-08-07T13:30:00Z", "2025-08-07T13:00:00", "2025-08-07T", "T13:00:00Z",
        "2025-08-07T13:00:00+02:00", "2025-08-07T-1:00Z",
    ])
    func whatIsNoFullHourOfUTCIsNotRead(_ text: String) {
        #expect(Hour(text) == nil)
    }

    @Test func aMomentBelongsToItsHourAndDay() throws {
        let nine = try #require(Day("2025-08-07")).start.unixNanoseconds + 9 * 3_600_000_000_000
        #expect(Hour(Timestamp(unixNanoseconds: nine)).description == "2025-08-07T09:00:00Z")
        #expect(Hour(Timestamp(unixNanoseconds: nine - 1)).description == "2025-08-07T08:00:00Z")
        #expect(Hour(Timestamp(unixNanoseconds: nine)).day.description == "2025-08-07")
        #expect(Day(Timestamp(unixNanoseconds: -1)).number == -1)
        #expect(Hour(Timestamp(unixNanoseconds: -1)).number == -1)
    }
}
