internal import CCrypto

/// What SHA-256 makes of some bytes (FIPS 180-4).
///
/// Two of them are compared in a time that says nothing about where they differ.
@safe package struct SHA256Digest: Equatable, Sendable {
    package let bytes: [UInt8]

    package static let count = 32

    /// A stand-in: nobody knows a message that has it.
    package static let zero = SHA256Digest()

    // Looked up once: doing so takes longer than hashing a key. It is never freed, and only read.
    private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    private init() {
        bytes = Array(repeating: 0, count: Self.count)
    }

    /// Hashes `message`.
    package init(of message: Span<UInt8>) {
        bytes = unsafe message.withUnsafeBufferPointer { message in
            unsafe [UInt8](unsafeUninitializedCapacity: Self.count) { digest, count in
                var length: CUnsignedInt = 0
                let status = unsafe EVP_Digest(
                    message.baseAddress,
                    message.count,
                    digest.baseAddress,
                    &length,
                    Self.algorithm,
                    nil
                )
                precondition(status == 1 && length == Self.count, "libcrypto always has SHA-256")
                count = Self.count
            }
        }
    }

    /// A digest that was computed before, in 64 hexadecimal digits; nil if it is none.
    package init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard text.utf8.count == 2 * Self.count, digits.count == 2 * Self.count else { return nil }
        bytes = (0..<Self.count).map { UInt8(16 * digits[2 * $0] + digits[2 * $0 + 1]) }
    }

    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        unsafe CRYPTO_memcmp(left.bytes, right.bytes, count) == 0
    }
}
