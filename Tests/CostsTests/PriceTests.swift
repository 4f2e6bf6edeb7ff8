import Events
import Testing

@testable import Costs

/// What a call costs: tokens by kind times prices, exact to the nano-dollar.
@Suite struct PriceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var input = 0
        var cachedInput = 0
        var cacheWrite = 0
        var output = 0
        var reasoning = 0
        var isLong = false
        let cost: Int64

        var usage: Usage {
            var usage = Usage(input: input, output: output)
            (usage.cachedInput, usage.cacheWrite, usage.reasoning) = (cachedInput, cacheWrite, reasoning)
            return usage
        }
    }

    private static func rates(_ input: String, _ output: String) throws -> Price.Rates {
        Price.Rates(
            input: try #require(NanoDollars(dollars: input)),
            cachedInput: NanoDollars(dollars: "0.3"),
            cacheWrite: NanoDollars(dollars: "3.75"),
            output: try #require(NanoDollars(dollars: output)),
            reasoning: NanoDollars(dollars: "20")
        )
    }

    @Test(arguments: [
        Case(testDescription: "what used nothing costs nothing, not even its request", cost: 0),
        Case(testDescription: "one token of input", input: 1, cost: 3_000 + 7),
        Case(testDescription: "one token from the cache", cachedInput: 1, cost: 300 + 7),
        Case(testDescription: "one token written to the cache", cacheWrite: 1, cost: 3_750 + 7),
        Case(testDescription: "one token of output", output: 1, cost: 15_000 + 7),
        Case(testDescription: "one token of reasoning", reasoning: 1, cost: 20_000 + 7),
        Case(
            testDescription: "all kinds together",
            input: 1_000,
            cachedInput: 200,
            cacheWrite: 30,
            output: 4,
            reasoning: 5,
            cost: 3_000_000 + 60_000 + 112_500 + 60_000 + 100_000 + 7
        ),
        Case(testDescription: "a prompt just short enough", input: 200_000, cost: 600_000_000 + 7),
        Case(testDescription: "a long prompt", input: 200_001, cost: 200_001 * 6_000 + 7),
        Case(
            testDescription: "what is cached counts for the length of a prompt",
            input: 1,
            cachedInput: 200_000,
            cost: 6_000 + 200_000 * 300 + 7
        ),
        Case(testDescription: "a vendor's negative count is none", input: -5, output: 1, cost: 15_000 + 7),
        Case(testDescription: "an absurd count stays at the bound", input: .max, output: .max, cost: .max),
    ])
    func aCallCostsItsTokens(_ given: Case) throws {
        let price = Price(
            try Self.rates("3", "15"),
            perRequest: NanoDollars(7),
            longPrompts: (above: 200_000, rates: try Self.rates("6", "22.5"))
        )
        #expect(price.cost(of: given.usage).count == given.cost)
    }

    /// A million tokens cost so many nano-dollars; so many tokens cost so many.
    @Test(arguments: [
        (1, 1, 0), (1, 499_999, 0), (1, 500_000, 1), (1, 1_499_999, 1), (1, 1_500_000, 2),
        (37_500_000, 1, 38), (37_400_000, 1, 37), (37_500_000, 2, 75), (37_500_000, 3, 113),
    ])
    func halfANanoDollarAndMoreCountsAsOne(_ rate: Int64, _ tokens: Int, _ cost: Int64) {
        let price = Price(Price.Rates(input: NanoDollars(rate), output: .zero))
        #expect(price.cost(of: Usage(input: tokens)).count == cost)
    }

    @Test func fractionsOfAllKindsAreAddedBeforeTheyAreRounded() {
        let rates = Price.Rates(input: NanoDollars(400_000), output: NanoDollars(200_000))
        // 0.4 and 0.2 nano-dollars are each nothing, and together one.
        #expect(Price(rates).cost(of: Usage(input: 1, output: 1)).count == 1)
    }

    @Test func whatIsNotPricedCostsWhatItIsASpecialCaseOf() {
        let rates = Price.Rates(input: NanoDollars(2), output: NanoDollars(3))
        #expect(rates.cachedInput.count == 2)
        #expect(rates.cacheWrite.count == 2)
        #expect(rates.reasoning.count == 3)
    }
}
