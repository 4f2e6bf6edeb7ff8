internal import Bytes
package import Crypto

/// A key as its owner has it, `pk_ID_SECRET`: found by its id, which is public, and believed by its hash.
package struct AccessKey: Sendable, CustomStringConvertible {
    package let id: String
    /// Shown to its owner once, and to nobody else.
    package let text: String
    /// What is stored of it: the secret is random and long, so one round of a plain hash cannot be undone.
    package let digest: SHA256Digest

    private static let prefix: StaticString = "pk_"
    private static let idBytes = ByteSet.alphanumerics(and: "-")
    private static let idCount = 1...64
    private static let secretBytes = ByteSet.alphanumerics(and: "")
    /// 27 letters and digits are 160 bits; whoever makes keys elsewhere may take hexadecimal digits, which are 40.
    private static let secretCount = 27...128
    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Reads a key; nil if it is none.
    package init?(_ bytes: Span<UInt8>) {
        let start = Self.prefix.utf8CodeUnitCount
        guard bytes.starts(with: Self.prefix), let mark = bytes.firstIndex(of: UInt8(ascii: "_"), from: start)
        else { return nil }
        let id = bytes.extracting(start..<mark)
        let secret = bytes.extracting((mark + 1)..<bytes.count)
        guard Self.isID(id), Self.secretCount.contains(secret.count), Self.secretBytes.containsAll(secret)
        else { return nil }
        self.id = id.string
        text = bytes.string
        digest = SHA256Digest(of: bytes)
    }

    /// Reads what an `Authorization` field says: `Bearer` in any case, and a key (RFC 6750 section 2.1).
    package init?(authorization value: Span<UInt8>) {
        guard Self.isBearer(value) else { return nil }
        var start = 7
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        self.init(value.extracting(start..<value.count))
    }

    /// Makes a new one.
    package init(random: inout some RandomNumberGenerator) {
        func letters(_ count: Int) -> String {
            // Drawing an index is free of bias, whatever the number of letters.
            let drawn = (0..<count).map { _ in Self.letters[Int.random(in: 0..<62, using: &random)] }
            return String(decoding: drawn, as: UTF8.self)
        }
        id = letters(12)
        text = "\(Self.prefix)\(id)_\(letters(32))"
        let bytes = Array(text.utf8)
        digest = SHA256Digest(of: bytes.span)
    }

    /// Whether an `Authorization` field is about a bearer's token at all.
    package static func isBearer(_ value: Span<UInt8>) -> Bool {
        value.count > 7 && value.extracting(first: 6).equalsIgnoringCase("bearer")
            && value[6] == UInt8(ascii: " ")
    }

    static func isID(_ bytes: Span<UInt8>) -> Bool {
        idCount.contains(bytes.count) && idBytes.containsAll(bytes)
    }

    /// Without the secret, wherever it may be printed.
    package var description: String { "\(Self.prefix)\(id)_…" }
}
