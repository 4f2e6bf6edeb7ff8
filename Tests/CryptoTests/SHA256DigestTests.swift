import Testing

@testable import Crypto

/// SHA-256 as FIPS 180-4 has it, and digests as files have them.
@Suite struct SHA256DigestTests {
    private func digest(_ text: String) -> SHA256Digest {
        let bytes = Array(text.utf8)
        return SHA256Digest(of: bytes.span)
    }

    // From NIST's example values for SHA-256.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func itIsWhatTheStandardSays(message: String, expected: String) {
        #expect(digest(message).hexadecimal == expected)
    }

    @Test func aDigestIsReadAsItIsWritten() throws {
        let written = digest("abc")
        #expect(SHA256Digest(hexadecimal: written.hexadecimal) == written)
        #expect(SHA256Digest(hexadecimal: written.hexadecimal.uppercased()) == written)
    }

    @Test func everyByteCounts() throws {
        let digest = digest("abc")
        for index in 0..<64 {
            var digits = Array(digest.hexadecimal)
            digits[index] = digits[index] == "0" ? "1" : "0"
            let other = try #require(SHA256Digest(hexadecimal: String(digits)))
            #expect(other != digest)
        }
    }

    @Test(arguments: [
        "", "ba78", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "0", count: 63) + "g", String(repeating: "0", count: 62) + "é",
    ])
    func whatIsNoDigestIsNone(text: String) {
        #expect(SHA256Digest(hexadecimal: text) == nil)
    }
}
