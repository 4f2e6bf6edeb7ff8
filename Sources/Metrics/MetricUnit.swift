/// What a family measures; the stored form is always an integer, so that sums are exact.
package enum MetricUnit: String, Sendable {
    case none = ""
    /// Stored as nanoseconds.
    case seconds
    case bytes
    /// Stored as nano-dollars.
    case dollars
    /// A gauge between 0 and 1 (or beyond, where something may be overspent).
    case ratio

    /// Decimal places of the stored integer.
    var places: Int {
        switch self {
        case .seconds, .dollars: 9
        case .none, .bytes, .ratio: 0
        }
    }
}
