/// A short number for a longer text, the same in every run (FNV-1a, 64 bits); not a secret's, it resists no attack.
package struct Fingerprint: Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Adds a text and an end that no text contains, so that two texts in a row are not one.
    package mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xFF)
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        var buffer = ByteBuffer()
        buffer.append(hex: value, digits: 16)
        return buffer.string
    }
}
