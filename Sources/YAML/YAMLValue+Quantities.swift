/// Quantities carry their unit in the file, so that nobody has to know which one a key has.
extension YAMLValue {
    /// A length of time in whole milliseconds, such as `1500ms`, `30s` or `1h30m`.
    package func duration(in range: ClosedRange<Duration> = YAMLValue.anyDuration) -> Duration {
        let bounds = Self.bounds(range, open: Self.anyDuration) {
            Unit.print(Int($0 / .milliseconds(1)), Unit.times)
        }
        let milliseconds = quantity("a duration\(bounds)", units: Unit.times, such: "1500ms, 30s or 1h30m")
        guard let milliseconds else { return range.lowerBound }
        let duration = Duration.milliseconds(milliseconds)
        if range.contains(duration) { return duration }
        refuse("a duration\(bounds)")
        return range.lowerBound
    }

    package static let anyDuration = Duration.zero...Duration.milliseconds(Int.max)

    /// A number of bytes, such as `64KiB` or `1MB`.
    package func bytes(in range: ClosedRange<Int> = 0...Int.max) -> Int {
        let bounds = Self.bounds(range, open: 0...Int.max) { Unit.print($0, Unit.sizes) }
        let bytes = quantity("a size\(bounds)", units: Unit.sizes, such: "512B, 64KiB or 1MB")
        guard let bytes else { return range.lowerBound }
        guard range.contains(bytes) else {
            refuse("a size\(bounds)")
            return range.lowerBound
        }
        return bytes
    }

    private func quantity(_ expected: String, units: [Unit], such examples: String) -> Int? {
        guard let scalar = scalar(expected) else { return nil }
        if let quantity = Unit.parse(scalar.text, units) { return quantity }
        let names = units.map(\.name).joined(separator: ", ")
        switch scalar.resolved {
        case .integer(let value):
            refuse(expected, advice: " without a unit; write \(value) and one of: \(names)")
        default: refuse(expected, advice: "; write whole numbers with units (\(names)), such as \(examples)")
        }
        return nil
    }
}
