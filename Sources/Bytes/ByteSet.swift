/// A set of byte values, to which a run of bytes can be held without a call for each.
package struct ByteSet: Sendable {
    private var members = InlineArray<256, Bool>(repeating: false)

    /// The bytes of `text`; ranges are written out by the caller.
    package init(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            insert(unsafe text.utf8Start[index])
        }
    }

    /// Letters and digits of ASCII, and the bytes of `marks`.
    package static func alphanumerics(and marks: StaticString) -> ByteSet {
        var set = ByteSet(marks)
        for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { set.insert(byte) }
        for byte in UInt8(ascii: "a")...UInt8(ascii: "z") { set.insert(byte) }
        for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { set.insert(byte) }
        return set
    }

    package func contains(_ byte: UInt8) -> Bool {
        members.span[Int(byte)]
    }

    /// Whether every byte is in the set; nothing is.
    package func containsAll(_ bytes: Span<UInt8>) -> Bool {
        // A subscript of the array itself would copy all of it for each byte.
        let members = members.span
        for index in bytes.indices where !members[Int(bytes[index])] { return false }
        return true
    }

    private mutating func insert(_ byte: UInt8) {
        members[Int(byte)] = true
    }
}
