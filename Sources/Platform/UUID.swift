/// An identifier that sorts by the time it was made: RFC 9562 version 7.
package struct UUID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    /// From its two halves, wherever they come from.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(at time: Timestamp, random: inout any RandomNumberGenerator) {
        self.init(at: time, random.next() & 0x0FFF, random.next() >> 2)
    }

    /// From the 12 bits behind the time and the 62 behind these.
    init(at time: Timestamp, _ first: UInt64, _ rest: UInt64) {
        high = UInt64(clamping: time.unixMilliseconds) << 16 | 0x7000 | first
        low = 0x8000_0000_0000_0000 | rest
    }
}
