internal import Crypto
package import Platform

/// The keys that a server knows; replaced as a whole by a reload.
package struct KeyRing: Equatable, Sendable {
    /// What is thought of a key; all but `unknown` are told only to who has the right one.
    package enum Verdict: Equatable, Sendable {
        case valid(Caller)
        case unknown
        case expired(Caller)
        case revoked(Caller)
    }

    private let entries: [String: KeyEntry]
    /// Compared with where there is no such id, so that finding none takes as long as finding one.
    private static let decoy = SHA256Digest.zero

    package init(_ entries: [KeyEntry]) {
        self.entries = Dictionary(entries.map { ($0.id, $0) }) { first, _ in first }
    }

    package var count: Int { entries.count }

    package func verify(_ key: AccessKey, at now: Timestamp) -> Verdict {
        let entry = entries[key.id]
        let isRight = key.digest == (entry?.digest ?? Self.decoy)
        guard let entry, isRight else { return .unknown }
        if entry.revoked != nil { return .revoked(entry.caller) }
        if let expires = entry.expires, expires <= now { return .expired(entry.caller) }
        return .valid(entry.caller)
    }
}
