/// A unit that a quantity is written with.
struct Unit {
    let name: String
    /// How many of the smallest unit it is.
    let size: Int

    static let times = [
        Unit(name: "ms", size: 1), Unit(name: "s", size: 1_000), Unit(name: "m", size: 60_000),
        Unit(name: "h", size: 3_600_000), Unit(name: "d", size: 86_400_000),
    ]

    static let sizes = [
        Unit(name: "B", size: 1), Unit(name: "KB", size: 1_000), Unit(name: "KiB", size: 1 << 10),
        Unit(name: "MB", size: 1_000_000), Unit(name: "MiB", size: 1 << 20),
        Unit(name: "GB", size: 1_000_000_000), Unit(name: "GiB", size: 1 << 30),
    ]

    /// Reads whole numbers with a unit each, the larger units first, as a number of the smallest unit.
    ///
    /// Nil if `text` is anything else, or too large.
    static func parse(_ text: String, _ units: [Unit]) -> Int? {
        var rest = text.utf8[...]
        var total = 0
        var last = Int.max
        repeat {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest.removeFirst(digits.count)
            let name = Substring(rest.prefix { UInt8(ascii: "A") <= $0 })
            rest.removeFirst(name.utf8.count)
            guard let count = Int(Substring(digits)), let unit = units.first(where: { $0.name == name })
            else {
                return nil
            }
            let (part, tooLarge) = count.multipliedReportingOverflow(by: unit.size)
            let (sum, carry) = total.addingReportingOverflow(part)
            guard unit.size < last, !tooLarge, !carry else { return nil }
            (total, last) = (sum, unit.size)
        } while !rest.isEmpty
        return total
    }

    /// `quantity` in the largest unit that leaves no rest.
    static func print(_ quantity: Int, _ units: [Unit]) -> String {
        let unit = units.last { quantity > 0 && quantity.isMultiple(of: $0.size) } ?? units[0]
        return "\(quantity / unit.size)\(unit.name)"
    }
}
