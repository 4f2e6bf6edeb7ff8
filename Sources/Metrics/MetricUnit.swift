internal import Bytes

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

    /// What the stored integer stands for.
    func inUnits(_ stored: Int64) -> Double {
        places == 0 ? Double(stored) : Double(stored) / 1e9
    }

    /// A bucket's bound as both text formats write it, so that a series keeps its identity across them and across
    /// versions of Prometheus: as Go prints a number, with `.0` behind a whole one (OpenMetrics 1.0, "Canonical
    /// Numbers").
    func canonical(_ bound: Int64) -> String {
        var digits = Array(String(bound.magnitude).utf8)
        let exponent = digits.count - 1 - places
        guard exponent < -4 || exponent >= 6 else {
            var buffer = ByteBuffer()
            buffer.append(decimal: bound, places: places)
            let text = buffer.string
            return text.contains(".") ? text : text + ".0"
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let mantissa = String(decoding: digits.prefix(1), as: UTF8.self)
        let fraction = String(decoding: digits.dropFirst(), as: UTF8.self)
        let sign = exponent < 0 ? "-" : "+"
        let power = (exponent.magnitude < 10 ? "0" : "") + String(exponent.magnitude)
        return mantissa + (fraction.isEmpty ? "" : "." + fraction) + "e" + sign + power
    }
}
