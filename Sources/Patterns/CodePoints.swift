/// A set of Unicode code points, as a character, an escape or a class in an expression denotes it.
struct CodePoints: Equatable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]
    /// Names of Unicode properties whose members belong to the set too, as RE2 spells them (`\p{Lu}`).
    private(set) var properties: [String] = []
    /// Whether the set holds everything but what is listed.
    var isNegated = false

    private static let last: UInt32 = 0x10_FFFF

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = ranges
    }

    init(_ scalar: UInt32) {
        ranges = [scalar...scalar]
    }

    init(property: String) {
        ranges = []
        properties = [property]
    }

    static let digits = CodePoints([0x30...0x39])
    static let wordCharacters = CodePoints([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// ECMA-262 counts all of Unicode's spaces and line ends; RE2's `\s` knows ASCII alone.
    static let spaces = CodePoints([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    /// What `.` leaves out.
    static let lineEnds = CodePoints([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])

    /// The set's only member, if it has just one.
    var single: UInt32? {
        guard ranges.count == 1, properties.isEmpty, !isNegated, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }

    /// The members as ranges in order; what properties contribute is not known here.
    var members: [ClosedRange<UInt32>] {
        isNegated ? Self.complement(of: ranges) : ranges
    }

    /// Everything that this set, which names no property, does not hold.
    var inverted: CodePoints {
        CodePoints(Self.complement(of: ranges))
    }

    mutating func formUnion(_ other: CodePoints) {
        ranges += other.members
        properties += other.properties
    }

    private static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next {
                gaps.append(next...(range.lowerBound - 1))
            }
            next = max(next, range.upperBound + 1)
        }
        if next <= last {
            gaps.append(next...last)
        }
        return gaps
    }
}
