package import Costs
package import Events
internal import Platform
internal import YAML

/// What the operator decided about money.
package struct CostSettings: Sendable {
    /// Where prices stand that are asked before those that are shipped.
    package enum Source: Sendable {
        case file(String)
        case list(PriceTable)
    }

    package var source: Source?
    /// What is known altogether.
    package private(set) var prices = PriceTable.shipped
    package var unpriced = UnpricedPolicy.free
    /// What an owner may spend in a day; nil for as much as they like.
    package var spendingLimit: NanoDollars?

    /// Far beyond any list of prices.
    private static let fileBytesMax = 1 << 20
    /// Whoever spends more wants no line.
    static let spendingLimitMax = NanoDollars(1_000_000 * 1_000_000_000)

    package init() {}

    /// Reads the file that is named, if one is, and puts its prices before those that are shipped.
    ///
    /// Throws everything that is wrong in it, or why it cannot be read.
    mutating func readPrices() throws {
        switch source {
        case .file(let path):
            let bytes = try FileSystem.read(path, limit: Self.fileBytesMax)
            prices = try PriceTable(file: path, bytes: bytes).before(.shipped)
        case .list(let table): prices = table.before(.shipped)
        case nil: prices = .shipped
        }
    }
}
