import Crypto
import Platform
import Testing
import YAML

@testable import Authentication

/// What a file of keys says, what is wrong with it, and how it is changed.
@Suite struct KeyFileTests {
    private static let hash = "sha256:" + String(repeating: "0", count: 64)
    private static let whole = """
        # Ours.
        - id: 12345
          hash: \(hash)
          owner: "anna"     # from sales
          tenant: acme
          scopes: [generate, read]
          expires: 2027-01-31
          note: for the shop

        - {id: b-2, hash: "\(hash)", owner: ben, scopes: [admin]}
        """

    private func read(_ text: String) throws -> [KeyEntry] {
        try KeyFile.decode(Array(text.utf8), called: "keys")
    }

    private func faults(_ text: String) -> [String] {
        do throws(YAMLFaults) {
            _ = try KeyFile.decode(Array(text.utf8), called: "keys")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func everyMemberIsRead() throws {
        let entries = try read(Self.whole)
        let digest = try #require(SHA256Digest(hexadecimal: String(repeating: "0", count: 64)))
        let anna = Caller(owner: "anna", tenant: "acme", scopes: [.generate, .read], key: "12345")
        let ben = Caller(owner: "ben", tenant: nil, scopes: [.admin], key: "b-2")
        let expires = Timestamp(rfc3339: "2027-01-31T00:00:00Z")
        #expect(
            entries == [
                KeyEntry(digest, anna, expires: expires, note: "for the shop"), KeyEntry(digest, ben),
            ]
        )
        #expect(try read("[]").isEmpty)
    }

    @Test(arguments: [
        ("", "keys:1:1: the file is empty"),
        ("keys: []", "keys:1:1: the document must be a list, found a mapping"),
        ("- a", #"keys:1:3: an element of the document must be a mapping, found "a""#),
        ("- {id: a, hash: HASH, scopes: [read]}", #"keys:1:3: a key needs "owner""#),
        (
            "- {id: a_b, hash: HASH, owner: x, scopes: [read]}",
            "keys:1:8: an id is 1 to 64 letters, digits and dashes: what stands between pk_ and the next _"
        ),
        (
            "- id: a\n  hash: pk_a_secret\n  owner: x\n  scopes: [read]\n",
            "keys:2:9: a hash is sha256: and 64 hexadecimal digits, as `penstock keys create` writes it"
        ),
        (
            "- {id: a, hash: HASH, owner: x, scopes: [raed]}",
            #"keys:1:109: an element of "scopes" must be one of: generate, read, admin, metrics, "#
                + #"found "raed"; did you mean read?"#
        ),
        (
            "- {id: a, hash: HASH, owner: x, scopes: []}",
            #"keys:1:108: "scopes" must have at least 1 element, found 0"#
        ),
        (
            "- {id: a, hash: HASH, owner: '', scopes: [read]}",
            #"keys:1:97: "owner" is 1 to 200 characters without line breaks"#
        ),
        (
            "- {id: a, hash: HASH, owner: x, scopes: [read], expires: tomorrow}",
            #"keys:1:125: "expires" is a day, 2027-01-31, or a moment in UTC, 2027-01-31T12:00:00Z"#
        ),
        (
            "- {id: a, hash: HASH, owner: x, scopes: [read]}\n- {id: a, hash: HASH, owner: y, scopes: [read]}",
            "keys:2:8: the id a stands in line 1 already"
        ),
        (
            "- {id: a, hash: HASH, owner: x, scopes: [read], expire: 2027-01-31}",
            #"keys:1:116: unknown key "expire"; did you mean "expires"? "#
                + "A key has: id, hash, owner, tenant, scopes, expires, revoked, note"
        ),
    ])
    func aMistakeIsToldWithItsPlace(text: String, expected: String) {
        #expect(faults(text.replacing("HASH", with: Self.hash)) == [expected])
    }

    @Test func allMistakesAreToldTogetherAndNoSecretIsRepeated() {
        let mistakes = faults("- {id: _, hash: pk_a_hunter2, owner: 7, scopes: read}\n- 3\n")
        #expect(mistakes.count == 6)
        #expect(!mistakes.joined().contains("hunter2"))
    }

    // MARK: Changes

    private func entry(_ owner: String = #"Anna "\ O'Hara: #1"#) -> KeyEntry {
        var random = SeededRandomness(seed: 3)
        let key = AccessKey(random: &random)
        let caller = Caller(owner: owner, tenant: "- x", scopes: [.generate, .metrics], key: key.id)
        return KeyEntry(key.digest, caller, expires: Timestamp(rfc3339: "2027-01-31"), note: "{}")
    }

    private func adding(to text: String) throws -> String {
        String(decoding: try KeyFile.adding(entry(), to: Array(text.utf8), called: "keys"), as: UTF8.self)
    }

    @Test(arguments: [
        whole, whole + "\n", "", "# Nothing yet.\n\n", "- {id: x, hash: HASH, owner: o, scopes: [read]}",
    ])
    func aKeyIsAddedBehindWhatStandsThere(text: String) throws {
        let text = text.replacing("HASH", with: Self.hash)
        let changed = try adding(to: text)
        #expect(changed.hasPrefix(text))
        #expect(try read(changed).last == entry())
    }

    @Test(arguments: [
        "[]", "[{id: x, hash: HASH, owner: o, scopes: [read]}]",
        "  - {id: x, hash: HASH, owner: o, scopes: [read]}",
    ])
    func aFileThatCannotBeAddedToIsLeftAlone(text: String) {
        let error = #expect(throws: KeyFile.Fault.self) {
            try adding(to: text.replacing("HASH", with: Self.hash))
        }
        #expect(error?.description.contains("add these yourself:\n- id: ") == true)
    }

    @Test(arguments: ["12345", "b-2"])
    func aKeyIsRevokedAndAllElseStays(id: String) throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-21T22:00:00Z"))
        let changed = try KeyFile.revoking(id, at: now, in: Array(Self.whole.utf8), called: "keys")
        let text = String(decoding: changed, as: UTF8.self)
        let entries = try read(text)
        #expect(entries.map { $0.revoked } == (id == "12345" ? [now, nil] : [nil, now]))
        let member = "revoked: 2026-11-21T22:00:00Z"
        let without = text.replacing("  \(member)\n", with: "").replacing("\(member), ", with: "")
        #expect(without == Self.whole)
    }

    @Test func whatIsNotThereIsNotRevoked() throws {
        let file = "/tmp/penstock-keys-\(UInt64.random(in: 0...UInt64.max))"
        #expect(throws: KeyFile.Fault(description: "there is no file \(file)")) {
            try KeyFile.revoke("a", at: Timestamp(unixNanoseconds: 0), in: file)
        }
        try KeyFile.add(entry(), to: file)
        #expect(throws: KeyFile.Fault(description: "\(file) has no key with the id a")) {
            try KeyFile.revoke("a", at: Timestamp(unixNanoseconds: 0), in: file)
        }
        let now = Timestamp(unixNanoseconds: 1_000_000_000)
        #expect(try KeyFile.revoke(entry().id, at: now, in: file) == entry().caller)
        #expect(try KeyFile.revoke(entry().id, at: now, in: file) == nil)
        #expect(try KeyFile.read(file).map(\.revoked) == [now])
        try FileSystem.replace(file, limit: 1 << 20) { _ in [] }
    }
}
