import Testing

@testable import Platform

/// Moments as people write them into files.
@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2027-01-31T12:00:00Z", 1_801_396_800),
        ] as [(String, Int64)]
    )
    func aMomentIsReadAndWritten(text: String, seconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.unixSeconds == seconds)
        #expect(Timestamp(unixNanoseconds: seconds * 1_000_000_000).rfc3339 == text)
    }

    @Test func aDayIsItsFirstMoment() {
        #expect(Timestamp(rfc3339: "2027-01-31") == Timestamp(rfc3339: "2027-01-31T00:00:00Z"))
    }

    @Test(arguments: [
        "", "2027", "2027-1-31", "2027-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "2027-01-32",
        "2027-01-31T24:00:00Z", "2027-01-31T12:60:00Z", "2027-01-31T12:00:60Z", "2027-01-31T12:00:00",
        "2027-01-31T12:00:00+01:00", "2027-01-31 12:00:00Z", "1969-12-31", "2027-01-31T", "９027-01-31",
        "+027-01-31",
        "9999-01-01",
    ])
    func whatIsNoMomentIsNone(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
