import Events
import Testing

/// Money is whole numbers, read and printed to the last digit.
@Suite struct NanoDollarsTests {
    @Test(arguments: [
        ("0", 0), ("0.000000001", 1), ("0.5", 500_000_000), ("2.50", 2_500_000_000), ("12", 12_000_000_000),
        ("9223372036.854775807", Int64.max),
    ])
    func dollarsAreReadExactly(_ text: String, _ count: Int64) {
        #expect(NanoDollars(dollars: text)?.count == count)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1.0000000000", "$1", " 1", "0x1", "1_000",
        "9223372036.854775808", "99999999999999999999",
    ])
    func whatIsNoAmountIsNotRead(_ text: String) {
        #expect(NanoDollars(dollars: text) == nil)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (500_000_000, "0.5"), (12_000_000_000, "12"), (-1, "-0.000000001"),
        (1_234_567_890, "1.23456789"), (Int64.max, "9223372036.854775807"),
    ])
    func amountsArePrintedExactly(_ count: Int64, _ text: String) {
        #expect(NanoDollars(count).description == text)
    }

    @Test func sumsStayAtTheirBound() {
        #expect((NanoDollars(.max) + NanoDollars(1)).count == .max)
        #expect((NanoDollars(.min) + NanoDollars(-1)).count == .min)
        #expect((NanoDollars(.max) + NanoDollars(.min)).count == -1)
    }
}
