/// Identifiers of one place, of RFC 9562 version 7, each one more than the one before: random where they begin
/// (section 6.2, method 2), so that no two places and no two runs make the same.
///
/// Whoever knows one can tell the next: it is for what is named, not for what is kept secret. It costs nothing beside
/// the kernel's random numbers, which are a sixtieth of a small request.
package struct UUIDSequence {
    private let high: UInt64
    private var low: UInt64

    package init(random: inout any RandomNumberGenerator) {
        high = random.next() & 0x0FFF
        low = random.next() >> 2
    }

    package mutating func next(at time: Timestamp) -> UUID {
        low = (low + 1) & (.max >> 2)
        return UUID(at: time, high, low)
    }
}
