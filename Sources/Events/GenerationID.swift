internal import Bytes
package import Platform

/// The name of one generation, which nobody can guess; they sort by when they were given, to the millisecond.
package struct GenerationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads what a client calls the generation: its UUID (RFC 9562 section 4), which may have a word of lower-case
    /// letters before it, as in `plan-0198…`; nil if it is neither.
    package init?(_ text: String) {
        let text = text.utf8
        guard text.count >= Self.length else { return nil }
        let prefix = text.prefix(text.count - Self.length)
        guard prefix.isEmpty || Self.isWord(prefix) else { return nil }
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        for (index, byte) in text.suffix(Self.length).enumerated() {
            if Self.hyphens.contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = byte.hexDigitValue else { return nil }
            halves.high = halves.high << 4 | halves.low >> 60
            halves.low = halves.low << 4 | UInt64(digit)
        }
        self.init(UUID(high: halves.high, low: halves.low))
    }

    /// Letters from a to z, and the hyphen that ends them.
    private static func isWord(_ prefix: Substring.UTF8View) -> Bool {
        prefix.count > 1 && prefix.last == UInt8(ascii: "-")
            && prefix.dropLast().allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    }

    private static let length = 36
    private static let hyphens: Set = [8, 13, 18, 23]

    package var description: String {
        var buffer = ByteBuffer(capacity: 36)
        buffer.append(uuid: uuid.high, uuid.low)
        return buffer.string
    }

    package static func < (left: GenerationID, right: GenerationID) -> Bool {
        (left.uuid.high, left.uuid.low) < (right.uuid.high, right.uuid.low)
    }
}
