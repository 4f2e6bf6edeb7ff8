import Events
import Testing
import YAML

@testable import Costs

/// Which price a model has on a day.
@Suite struct PriceTableTests {
    private static func table(_ text: String) throws -> PriceTable {
        try PriceTable(file: "prices.yaml", bytes: Array(text.utf8))
    }

    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static let text = """
        as_of: 2025-11-30
        prices:
          - {model: gpt, aliases: ["gpt-2025-*"], input: 1, output: 10}
          - {model: gpt, from: 2025-06-10, input: 2, output: 20}
          - {model: gpt-mini, aliases: ["gpt-mini-*"], from: 2025-03-01, input: 3, output: 30}
          - {model: gpt, provider: azure, input: 4, output: 40}
          - {model: "gpt-*", input: 5, output: 50}
          - {model: "*", provider: simulator, input: 0, output: 0}
          - {model: "*-latest-*", input: 6, output: 60}
        """

    /// The dollars that a million tokens of input cost.
    @Test(
        arguments: [
            ("openai/gpt", "2025-01-01", "1"), ("openai/gpt", "2025-06-09", "1"),
            ("openai/gpt", "2025-06-10", "2"),
            ("azure/gpt", "2025-06-10", "4"), ("openai/gpt-2025-04-14", "2025-07-01", "2"),
            ("other/gpt-2025-04-14", "2025-07-01", "2"), ("openai/gpt-mini", "2025-03-01", "3"),
            ("openai/gpt-mini", "2025-02-28", nil), ("openai/gpt-mini-x", "2025-03-01", "3"),
            ("openai/gpt-nano", "2025-03-01", "5"), ("simulator/gpt", "2025-06-10", "2"),
            ("simulator/writer", "2025-06-10", "0"), ("openai/writer", "2025-06-10", nil),
            ("openai/a-latest-b", "2025-06-10", "6"), ("openai/a-latest", "2025-06-10", nil),
            ("openai/xgpt-nano", "2025-06-10", nil), ("openai/GPT", "2025-06-10", nil),
            ("openai/", "2025-06-10", nil),
        ] as [(String, String, String?)]
    )
    func theBestNameAndTheLatestDayDecide(_ name: String, _ day: String, _ input: String?) throws {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let key = ModelKey(provider: parts[0], model: parts[1])
        let price = try Self.table(Self.text).price(of: key, on: try Self.day(day))
        #expect(price?.rates.input.description == input)
    }

    @Test func whatTheOperatorSaysIsAskedFirst() throws {
        let own = try Self.table(
            """
            prices:
              - {model: gpt, from: 2025-09-01, input: 7, output: 7}
              - {model: house-model, input: 8, output: 8, per_request: 0.01}
            """
        )
        let table = own.before(try Self.table(Self.text))
        func input(_ model: String, _ day: String) throws -> String? {
            let key = ModelKey(provider: "openai", model: model)
            return table.price(of: key, on: try Self.day(day))?.rates.input.description
        }
        #expect(try input("gpt", "2025-08-31") == "2")
        #expect(try input("gpt", "2025-09-01") == "7")
        #expect(try input("gpt-mini", "2025-09-01") == "3")
        #expect(try input("house-model", "2025-09-01") == "8")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let says: String
    }

    @Test(arguments: [
        Mistake(
            testDescription: "no output",
            text: "prices:\n  - {model: a, input: 1}\n",
            says: #"p.yaml:2:5: a price needs "output""#
        ),
        Mistake(
            testDescription: "an unknown kind",
            text: "prices:\n  - {model: a, input: 1, output: 1, cache_read: 1}\n",
            says: #"p.yaml:2:37: unknown key "cache_read""#
        ),
        Mistake(
            testDescription: "a negative price",
            text: "prices:\n  - {model: a, input: -1, output: 1}\n",
            says: #"p.yaml:2:23: "input" must be US dollars up to 1000000, found"#
        ),
        Mistake(
            testDescription: "no day",
            text: "prices:\n  - {model: a, from: 2025-02-30, input: 1, output: 1}\n",
            says: #"p.yaml:2:22: "from" must be a day"#
        ),
        Mistake(
            testDescription: "two prices from one day",
            text: "prices:\n  - {model: a, input: 1, output: 1}\n  - {model: a, input: 2, output: 2}\n",
            says: #"p.yaml:3:13: "model" has another price from 1970-01-01"#
        ),
        Mistake(
            testDescription: "a long prompt without a bound",
            text: "prices:\n  - {model: a, input: 1, output: 1, long_prompts: {input: 1, output: 1}}\n",
            says: #"prices of long prompts needs "above""#
        ),
        Mistake(
            testDescription: "no list",
            text: "prices: 3\n",
            says: #"p.yaml:1:9: "prices" must be a list"#
        ),
        Mistake(
            testDescription: "no prices",
            text: "as_of: 2025-01-01\n",
            says: #"a price file needs "prices""#
        ),
    ])
    func aMistakeIsNamedWithItsPlace(_ mistake: Mistake) {
        do throws(YAMLFaults) {
            _ = try PriceTable(file: "p.yaml", bytes: Array(mistake.text.utf8))
            Issue.record("it was read")
        } catch {
            #expect(error.description.contains(mistake.says), "\(error.description)")
        }
    }

    @Test(arguments: [
        "openai/gpt-4.1", "openai/gpt-4.1-mini", "openai/gpt-4.1-mini-2025-04-14", "openai/gpt-5",
        "openai/gpt-4o-2024-08-06", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5-20250929",
        "anthropic/claude-sonnet-4-20250514", "anthropic/claude-haiku-4-5",
        "anthropic/claude-opus-4-5-20251101",
        "anthropic/claude-opus-4-20250514", "gemini/gemini-2.5-flash", "gemini/gemini-2.5-pro",
        "vertex/gemini-2.5-flash-lite", "simulator/writer", "simulator/anything",
    ])
    func theShippedTableKnowsIt(_ name: String) throws {
        let slash = try #require(name.firstIndex(of: "/"))
        let key = ModelKey(provider: String(name[..<slash]), model: String(name[name.index(after: slash)...]))
        let price = try #require(PriceTable.shipped.price(of: key, on: try Self.day("2025-11-30")))
        #expect((price.rates.output == .zero) == (key.provider == "simulator"))
        #expect(price.rates.cachedInput <= price.rates.input)
    }

    /// A dated name of one family must not be taken for another's.
    @Test(arguments: [
        ("claude-opus-4-20250514", "15"), ("claude-opus-4-1-20250805", "15"),
        ("claude-opus-4-5-20251101", "5"),
        ("claude-sonnet-4-20250514", "3"), ("gpt-4o-2024-05-13", "5"), ("gpt-5-mini-2025-08-07", "0.25"),
        ("gpt-5-2025-08-07", "1.25"),
    ])
    func aDatedNameIsOfItsFamily(_ model: String, _ input: String) throws {
        let key = ModelKey(provider: "any", model: model)
        let price = PriceTable.shipped.price(of: key, on: try Self.day("2025-11-30"))
        #expect(price?.rates.input.description == input)
    }

    @Test func aPriceHoldsFromItsDayOn() throws {
        let key = ModelKey(provider: "openai", model: "o3-2025-04-16")
        let before = PriceTable.shipped.price(of: key, on: try Self.day("2025-06-09"))
        let after = PriceTable.shipped.price(of: key, on: try Self.day("2025-06-10"))
        #expect(before?.rates.output.description == "40")
        #expect(after?.rates.output.description == "8")
    }

    @Test func whatNobodyPricedIsUnknown() throws {
        let key = ModelKey(provider: "openai", model: "gpt-99")
        #expect(PriceTable.shipped.price(of: key, on: try Self.day("2025-11-30")) == nil)
    }
}
