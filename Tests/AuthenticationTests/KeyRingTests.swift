import Platform
import Testing

@testable import Authentication

/// Which keys are believed, and what their holders may do.
@Suite struct KeyRingTests {
    private let now = Timestamp(unixNanoseconds: 1_800_000_000_000_000_000)
    private var before: Timestamp { Timestamp(unixNanoseconds: now.unixNanoseconds - 1) }
    private var later: Timestamp { Timestamp(unixNanoseconds: now.unixNanoseconds + 1) }

    private func key(_ seed: UInt64) -> AccessKey {
        var random = SeededRandomness(seed: seed)
        return AccessKey(random: &random)
    }

    /// Another one, of the same id or with the same secret.
    private func read(_ id: String, _ secret: Substring) throws -> AccessKey {
        let bytes = Array("pk_\(id)_\(secret)".utf8)
        let key = AccessKey(bytes.span)
        return try #require(key)
    }

    private func caller(_ key: AccessKey, _ scopes: Set<Scope> = [.generate]) -> Caller {
        Caller(owner: "anna", tenant: nil, scopes: scopes, key: key.id)
    }

    @Test func theRightKeyIsItsOwners() {
        let (key, other) = (key(1), key(2))
        let ring = KeyRing([KeyEntry(key.digest, caller(key)), KeyEntry(other.digest, caller(other))])
        #expect(ring.verify(key, at: now) == .valid(caller(key)))
        #expect(ring.verify(other, at: now) == .valid(caller(other)))
        #expect(ring.count == 2)
    }

    @Test func anotherSecretOrAnotherIDIsUnknown() throws {
        let (key, other) = (key(1), key(2))
        let ring = KeyRing([KeyEntry(key.digest, caller(key))])
        let (secret, otherSecret) = (key.text.split(separator: "_")[2], other.text.split(separator: "_")[2])
        #expect(ring.verify(try read(key.id, otherSecret), at: now) == .unknown)
        #expect(ring.verify(try read(other.id, secret), at: now) == .unknown)
        #expect(ring.verify(other, at: now) == .unknown)
        #expect(KeyRing([]).verify(key, at: now) == .unknown)
    }

    @Test func aKeyExpiresAtItsMoment() {
        let key = key(1)
        func verdict(expires: Timestamp) -> KeyRing.Verdict {
            KeyRing([KeyEntry(key.digest, caller(key), expires: expires)]).verify(key, at: now)
        }
        #expect(verdict(expires: later) == .valid(caller(key)))
        #expect(verdict(expires: now) == .expired(caller(key)))
        #expect(verdict(expires: before) == .expired(caller(key)))
    }

    @Test func aRevokedKeyIsThatAlsoOnceItHasExpired() {
        let key = key(1)
        let ring = KeyRing([KeyEntry(key.digest, caller(key), expires: before, revoked: before)])
        #expect(ring.verify(key, at: now) == .revoked(caller(key)))
    }

    @Test func onlyTheRightKeyLearnsThatItHasExpired() throws {
        let (key, other) = (key(1), key(2))
        let ring = KeyRing([KeyEntry(key.digest, caller(key), expires: before)])
        let wrong = try read(key.id, other.text.split(separator: "_")[2])
        #expect(ring.verify(wrong, at: now) == .unknown)
    }

    @Test(
        arguments: [
            ([.generate], [.generate, .read]), ([.read], [.read]), ([.metrics], [.metrics]),
            ([.admin], [.generate, .read, .admin, .metrics]), ([], []),
            ([.read, .metrics], [.read, .metrics]),
        ] as [(Set<Scope>, Set<Scope>)]
    )
    func aScopeIncludesWhatItNeeds(given: Set<Scope>, expected: Set<Scope>) {
        let caller = Caller(owner: "anna", tenant: nil, scopes: given, key: "a")
        #expect(Set(Scope.allCases.filter(caller.may)) == expected)
    }

    @Test func oneSeesWhatIsOnesOwn() {
        func caller(_ owner: String, _ tenant: String?, _ scopes: Set<Scope> = [.read]) -> Caller {
            Caller(owner: owner, tenant: tenant, scopes: scopes, key: "a")
        }
        let own = caller("anna", "acme")
        #expect(own.sees(whatBelongsTo: caller("anna", "acme", [.generate])))
        #expect(!own.sees(whatBelongsTo: caller("anna", nil)))
        #expect(!own.sees(whatBelongsTo: caller("anna", "other")))
        #expect(!own.sees(whatBelongsTo: caller("ben", "acme")))
        #expect(!own.sees(whatBelongsTo: .anyone))
        #expect(caller("ben", nil, [.admin]).sees(whatBelongsTo: own))
        #expect(!caller("anna", "acme", [.metrics]).sees(whatBelongsTo: own))
        #expect(Caller.anyone.sees(whatBelongsTo: own))
        #expect(!Caller.nobody.sees(whatBelongsTo: own) && !Caller.nobody.sees(whatBelongsTo: .anyone))
    }
}
