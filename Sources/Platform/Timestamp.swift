/// A moment of civil time, in nanoseconds since 1970-01-01T00:00:00Z.
///
/// For people and other machines; it may jump, so no duration is ever computed from two of them.
package struct Timestamp: Comparable, Hashable, Sendable {
    package let unixNanoseconds: Int64

    package init(unixNanoseconds: Int64) {
        self.unixNanoseconds = unixNanoseconds
    }

    package var unixMilliseconds: Int64 { unixNanoseconds / 1_000_000 }
    package var unixSeconds: Int64 { unixNanoseconds / 1_000_000_000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.unixNanoseconds < right.unixNanoseconds
    }
}
