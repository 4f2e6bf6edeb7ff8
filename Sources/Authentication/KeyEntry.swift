package import Crypto
package import Platform

/// One key as the server has it: whose it is and what it may do, but nothing that would let anybody use it.
package struct KeyEntry: Equatable, Sendable {
    package let digest: SHA256Digest
    package let caller: Caller
    /// From when on it is not believed any longer.
    package let expires: Timestamp?
    /// When it was called back.
    package let revoked: Timestamp?
    /// For whoever looks after the file.
    package let note: String?

    package init(
        _ digest: SHA256Digest,
        _ caller: Caller,
        expires: Timestamp? = nil,
        revoked: Timestamp? = nil,
        note: String? = nil
    ) {
        self.digest = digest
        self.caller = caller
        self.expires = expires
        self.revoked = revoked
        self.note = note
    }

    package var id: String { caller.key ?? "" }
}
