internal import Glibc

/// A name as JSON compares names: by code points, where `String` compares by canonical equivalence.
struct MemberName: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: MemberName, right: MemberName) -> Bool {
        left.text.hasSameCodePoints(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        text.hashCodePoints(into: &hasher)
    }
}

extension String {
    func hasSameCodePoints(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return unsafe utf8.span.withUnsafeBytes { left in
            unsafe other.utf8.span.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return unsafe memcmp(left, right, utf8.count) == 0
            }
        }
    }

    func hashCodePoints(into hasher: inout Hasher) {
        unsafe utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        // So that texts in a row do not run into one another.
        hasher.combine(0xFF as UInt8)
    }
}

extension Span<UInt8> {
    /// Differs for most names that differ.
    var nameFingerprint: UInt64 {
        var fingerprint = UInt64(truncatingIfNeeded: count)
        var index = 0
        while index + 8 <= count {
            fingerprint.mix(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < count {
            rest = rest << 8 | UInt64(self[index])
            index += 1
        }
        fingerprint.mix(rest)
        return fingerprint
    }
}

extension UInt64 {
    fileprivate mutating func mix(_ word: UInt64) {
        self = (self ^ word) &* 0x9E37_79B9_7F4A_7C15
        self ^= self >> 32
    }
}
