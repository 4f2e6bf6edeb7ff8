/// An identifier that sorts by the time it was made: RFC 9562 version 7.
package struct UUID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(at time: Timestamp, random: inout any RandomNumberGenerator) {
        let milliseconds = UInt64(clamping: time.unixMilliseconds)
        high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.next() >> 2
    }
}
