import Events
import Metrics
import Platform
import Testing

@testable import Costs

/// How much an owner may spend in a day.
@Suite struct SpendingLineTests {
    private let line = SpendingLine(time: SystemClock())
    private static let day = Day("2025-08-07") ?? Day(number: 0)
    private static let evening = Timestamp(unixNanoseconds: day.next.start.unixNanoseconds - 1)

    @Test func whoHasSpentLessMayGoOn() {
        line.set(limit: NanoDollars(10))
        line.spend(NanoDollars(9), by: "ann", on: Self.day)
        #expect(line.reached(by: "ann", at: Self.evening) == nil)
        #expect(line.reached(by: "bob", at: Self.evening) == nil)
    }

    @Test func whoHasSpentItAllMayNotUntilTheDayIsOver() throws {
        line.set(limit: NanoDollars(10))
        line.spend(NanoDollars(9), by: "ann", on: Self.day)
        line.spend(NanoDollars(4), by: "ann", on: Self.day)
        let standing = try #require(line.reached(by: "ann", at: Self.evening))
        #expect(standing.spent.count == 13)
        #expect(standing.limit.count == 10)
        #expect(standing.resets == Self.day.next.start)
        #expect(line.reached(by: "ann", at: standing.resets) == nil)
        line.spend(NanoDollars(9), by: "ann", on: Self.day.next)
        #expect(line.reached(by: "ann", at: standing.resets) == nil)
    }

    @Test func oneOwnersSpendingIsNotAnothers() {
        line.set(limit: NanoDollars(10))
        line.spend(NanoDollars(10), by: "ann", on: Self.day)
        #expect(line.reached(by: "ann", at: Self.evening) != nil)
        #expect(line.reached(by: "bob", at: Self.evening) == nil)
    }

    @Test func withoutALineNobodyIsStopped() {
        line.spend(NanoDollars(.max), by: "ann", on: Self.day)
        #expect(line.reached(by: "ann", at: Self.evening) == nil)
    }

    @Test func aLineThatIsSetLaterCountsWhatWasSpentBefore() {
        line.spend(NanoDollars(10), by: "ann", on: Self.day)
        line.set(limit: NanoDollars(10), limits: ["bob": .zero, "eve": NanoDollars(100)])
        line.spend(NanoDollars(10), by: "eve", on: Self.day)
        #expect(line.reached(by: "ann", at: Self.evening) != nil)
        #expect(line.reached(by: "bob", at: Self.evening) != nil)
        #expect(line.reached(by: "eve", at: Self.evening) == nil)
    }
}
