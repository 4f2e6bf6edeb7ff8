import Events
import Metrics
import Platform
import Simulation
import Testing

@testable import Costs

/// Sums of what calls have used and cost, by whom, what and when.
@Suite struct LedgerTests {
    private let registry = Registry(loops: 1)
    private static let noon = Hour("2025-08-07T12:00:00Z") ?? Hour(number: 0)

    private static func key(
        _ owner: String = "ann",
        _ step: String = "write",
        model: String = "gpt",
        hours: Int = 0
    ) -> LedgerKey {
        LedgerKey(
            owner: owner,
            pipeline: "content",
            step: step,
            model: ModelKey(provider: "openai", model: model),
            hour: Hour(number: noon.number + hours)
        )
    }

    private func ledger(rowsMax: Int = 100) -> MemoryLedger {
        MemoryLedger(rowsMax: rowsMax, since: Self.noon.day.start, registry: registry)
    }

    private static func enter(_ cost: Int64, under key: LedgerKey, in ledger: MemoryLedger) {
        ledger.enter(Usage(input: Int(cost), output: 1), Cost(NanoDollars(cost)), under: key)
    }

    private static func lines(_ report: LedgerReport) -> [String] {
        report.rows.map {
            ($0.values + ["\($0.sums.calls)", "\($0.sums.cost.amount.count)"]).joined(separator: " ")
        }
    }

    private var filled: MemoryLedger {
        let ledger = ledger()
        Self.enter(1, under: Self.key(), in: ledger)
        Self.enter(2, under: Self.key(), in: ledger)
        Self.enter(4, under: Self.key("ann", "check"), in: ledger)
        Self.enter(8, under: Self.key("bob", hours: 1), in: ledger)
        Self.enter(16, under: Self.key("bob", model: "mini", hours: 12), in: ledger)
        return ledger
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: LedgerQuery
        let lines: [String]
        let total: Int64
    }

    @Test(arguments: [
        Case(testDescription: "everything", query: LedgerQuery(), lines: ["5 31"], total: 31),
        Case(
            testDescription: "by owner",
            query: LedgerQuery(by: [.owner]),
            lines: ["ann 3 7", "bob 2 24"],
            total: 31
        ),
        Case(
            testDescription: "by step and owner",
            query: LedgerQuery(by: [.step, .owner]),
            lines: ["check ann 1 4", "write ann 2 3", "write bob 2 24"],
            total: 31
        ),
        Case(
            testDescription: "by model",
            query: LedgerQuery(by: [.model]),
            lines: ["openai/gpt 4 15", "openai/mini 1 16"],
            total: 31
        ),
        Case(
            testDescription: "by hour",
            query: LedgerQuery(by: [.hour]),
            lines: ["2025-08-07T12:00:00Z 3 7", "2025-08-07T13:00:00Z 1 8", "2025-08-08T00:00:00Z 1 16"],
            total: 31
        ),
        Case(
            testDescription: "by day",
            query: LedgerQuery(by: [.day]),
            lines: ["2025-08-07 4 15", "2025-08-08 1 16"],
            total: 31
        ),
        Case(
            testDescription: "from an hour on",
            query: LedgerQuery(by: [.owner], from: Hour("2025-08-07T13:00:00Z")),
            lines: ["bob 2 24"],
            total: 24
        ),
        Case(
            testDescription: "up to an hour, which does not count",
            query: LedgerQuery(by: [.owner], to: Hour("2025-08-07T13:00:00Z")),
            lines: ["ann 3 7"],
            total: 7
        ),
        Case(testDescription: "of one owner", query: LedgerQuery(owner: "bob"), lines: ["2 24"], total: 24),
        Case(
            testDescription: "of nobody",
            query: LedgerQuery(by: [.owner], owner: "eve"),
            lines: [],
            total: 0
        ),
    ])
    func aReportAddsUpWhatIsAskedFor(_ given: Case) {
        let report = filled.report(given.query)
        #expect(Self.lines(report) == given.lines)
        #expect(report.total.cost.amount.count == given.total)
    }

    @Test func whatAFullLedgerCannotTellApartGoesToOneRowOfItsHour() {
        let ledger = ledger(rowsMax: 2)
        for (index, owner) in ["a", "b", "c", "d", "a"].enumerated() {
            Self.enter(1 << index, under: Self.key(owner), in: ledger)
        }
        let report = ledger.report(LedgerQuery(by: [.owner]))
        #expect(Self.lines(report) == ["a 2 17", "b 1 2", "other 2 12"])
        #expect(report.total.cost.amount.count == 31)
        #expect(Scrape(registry).sum("penstock_cost_ledger_overflow_total") == 2)
    }

    @Test func estimatesAndUnknownPricesAreCountedByThemselves() {
        let ledger = ledger()
        var estimated = Usage(input: 5)
        estimated.isEstimated = true
        ledger.enter(estimated, Cost(NanoDollars(10), estimated: NanoDollars(10)), under: Self.key())
        ledger.enter(Usage(input: 5), Cost(unpricedCalls: 1), under: Self.key())
        let total = ledger.report(LedgerQuery()).total
        #expect(total.calls == 2)
        #expect(total.estimatedCalls == 1)
        #expect(total.cost == Cost(NanoDollars(10), estimated: NanoDollars(10), unpricedCalls: 1))
        #expect(total.usage.input == 10)
    }
}
