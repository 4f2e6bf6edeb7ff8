import Crypto
import Platform
import Testing

@testable import Authentication

/// What is a key, and what is none.
@Suite struct AccessKeyTests {
    private static let secret = String(repeating: "a1B", count: 10)

    private func read(_ text: String) -> AccessKey? {
        let bytes = Array(text.utf8)
        return AccessKey(bytes.span)
    }

    private func readField(_ text: String) -> AccessKey? {
        let bytes = Array(text.utf8)
        return AccessKey(authorization: bytes.span)
    }

    @Test func aKeyThatWasMadeIsReadAgain() throws {
        var random = SeededRandomness(seed: 7)
        for _ in 0..<100 {
            let made = AccessKey(random: &random)
            let key = try #require(read(made.text))
            #expect(key.id == made.id && key.digest == made.digest && key.text == made.text)
            #expect(made.text.utf8.count == 48)
        }
    }

    @Test func noTwoKeysAreTheSame() {
        var random = SystemRandomness()
        let keys = (0..<1_000).map { _ in AccessKey(random: &random) }
        #expect(Set(keys.map(\.id)).count == 1_000)
        #expect(Set(keys.map { $0.text.split(separator: "_")[2] }).count == 1_000)
    }

    @Test func itsSecretIsNotPrinted() {
        var random = SystemRandomness()
        let key = AccessKey(random: &random)
        #expect("\(key)" == "pk_\(key.id)_…")
    }

    @Test(arguments: [
        "pk_a_\(secret)", "pk_A-9_\(secret)", "pk_\(String(repeating: "x", count: 64))_\(secret)",
        "pk_a_\(String(repeating: "0", count: 27))", "pk_a_\(String(repeating: "f", count: 128))",
    ])
    func thisIsAKey(text: String) {
        #expect(read(text)?.text == text)
    }

    @Test(arguments: [
        "", "pk_", "pk__", "pk_a", "pk_a_", "pk__\(secret)", "sk_a_\(secret)", "PK_a_\(secret)",
        "pk_a_\(secret)_",
        "pk_a_\(secret) ", " pk_a_\(secret)", "pk_a_\(secret)=", "pk_é_\(secret)", "pk_a b_\(secret)",
        "pk_\(String(repeating: "x", count: 65))_\(secret)", "pk_a_\(String(repeating: "0", count: 26))",
        "pk_a_\(String(repeating: "f", count: 129))", "pk_a_\(secret)\0",
    ])
    func thisIsNone(text: String) {
        #expect(read(text) == nil)
    }

    @Test(arguments: ["Bearer ", "bearer ", "BEARER   "])
    func theSchemeIsReadInAnyCase(scheme: String) {
        #expect(readField("\(scheme)pk_a_\(Self.secret)")?.id == "a")
    }

    @Test(arguments: [
        "", "Bearer", "Bearer\t", "Bearerpk_a_", "Basic ", "Token ", "Bearer Bearer ",
    ])
    func anotherSchemeIsNone(scheme: String) {
        #expect(readField("\(scheme)pk_a_\(Self.secret)") == nil)
        #expect(readField(scheme) == nil)
    }
}
