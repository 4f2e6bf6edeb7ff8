internal import Bytes

/// An amount of money in billionths of a US dollar: a whole number, so that sums are exact.
///
/// What 64 bits cannot hold, beyond nine thousand million dollars, stays at the bound: a vendor's absurd figure must
/// neither wrap around nor end the process.
package struct NanoDollars: Comparable, Hashable, Sendable {
    package let count: Int64

    package static let zero = NanoDollars(0)
    /// Decimal places of a dollar.
    private static let places = 9

    package init(_ count: Int64) {
        self.count = count
    }

    package init(clamping count: Int128) {
        self.count = Int64(clamping: count)
    }

    /// Reads dollars such as `2.50`, exactly; nil where that is no number, or has more than nine decimal places.
    package init?(dollars text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !fraction.isEmpty,
            fraction.utf8.count <= Self.places,
            (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let zeros = String(repeating: "0", count: Self.places - fraction.utf8.count)
        guard let count = Int64(whole + fraction + zeros) else { return nil }
        self.count = count
    }

    package static func + (left: NanoDollars, right: NanoDollars) -> NanoDollars {
        NanoDollars(clamping: Int128(left.count) + Int128(right.count))
    }

    package static func += (total: inout NanoDollars, part: NanoDollars) {
        total = total + part
    }

    package static func < (left: NanoDollars, right: NanoDollars) -> Bool {
        left.count < right.count
    }

    /// As a number for what computes with fractions: gauges, and the attributes of spans.
    package var inDollars: Double { Double(count) / 1e9 }
}

extension NanoDollars: CustomStringConvertible {
    /// The exact amount in dollars, without zeros at its end: `0.00123`.
    package var description: String {
        var buffer = ByteBuffer()
        buffer.append(decimal: count, places: Self.places)
        return buffer.string
    }
}
