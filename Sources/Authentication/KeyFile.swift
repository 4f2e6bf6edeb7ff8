internal import Bytes
internal import Crypto
internal import Platform
internal import YAML

/// A file of keys: a YAML list with a mapping for each.
package enum KeyFile {
    /// As many as a person can look after; more belong into a database.
    private static let keysMax = 10_000
    static let bytesMax = 4 << 20

    private static let textCount = 1...200

    static var limits: YAMLLimits {
        var limits = YAMLLimits()
        limits.bytes = bytesMax
        limits.nodes = 20 * keysMax
        return limits
    }

    /// Reads a file; throws what is wrong with it, each mistake with its place.
    package static func read(_ path: String) throws -> [KeyEntry] {
        try decode(try FileSystem.read(path, limit: bytesMax), called: path)
    }

    static func decode(_ bytes: [UInt8], called file: String) throws(YAMLFaults) -> [KeyEntry] {
        try YAMLDocument(file: file, bytes: bytes, limits: limits).decode { value in
            var lines: [String: Int] = [:]
            return value.list(count: 0...keysMax) { value in
                let (entry, place) = try entry(value)
                if let first = lines.updateValue(place.line, forKey: entry.id) {
                    value.report("the id \(entry.id) stands in line \(first) already", at: place)
                }
                return entry
            }
        }
    }

    private static func entry(_ value: YAMLValue) throws -> (KeyEntry, YAMLPosition) {
        let map = value.mapping("a key")
        let id = map.required("id")
        let key = self.id(id)
        let digest = digest(map.required("hash"))
        let owner = text(map.required("owner"), mistake: mistake(inName:))
        let tenant = map.optional("tenant").map { text($0, mistake: mistake(inName:)) }
        let scopes = map.required("scopes").list(count: 1...Scope.allCases.count) { $0.choice(Scope.self) }
        let expires = map.optional("expires").flatMap { moment($0) }
        let revoked = map.optional("revoked").flatMap { moment($0) }
        let note = map.optional("note").map { text($0) }
        try map.finish()
        let caller = Caller(owner: owner, tenant: tenant, scopes: Set(scopes), key: key)
        return (KeyEntry(digest, caller, expires: expires, revoked: revoked, note: note), id.position)
    }

    /// What it looks like does not matter: an id may consist of digits.
    private static func id(_ value: YAMLValue) -> String {
        let text = value.node?.text ?? ""
        let bytes = Array(text.utf8)
        if !AccessKey.isID(bytes.span) {
            value.report(
                "an id is 1 to 64 letters, digits and dashes: what stands between pk_ and the next _"
            )
        }
        return text
    }

    private static func digest(_ value: YAMLValue) -> SHA256Digest {
        let text = value.string()
        let prefix = "sha256:"
        if text.hasPrefix(prefix),
            let digest = SHA256Digest(hexadecimal: String(text.dropFirst(prefix.count)))
        {
            return digest
        }
        // Without the text: it may be the key itself.
        value.report("a hash is sha256: and 64 hexadecimal digits, as `penstock keys create` writes it")
        return .zero
    }

    private static func text(
        _ value: YAMLValue,
        mistake: (String) -> String? = mistake(in:)
    ) -> String {
        let text = value.string()
        if let mistake = mistake(text) { value.report("\(value.name) \(mistake)") }
        return text
    }

    /// Names that the ledger gives by itself.
    private static let reservedNames: Set = ["anonymous", "other"]

    /// Why a text cannot be the name of an owner or a tenant, which accounts write as `TENANT/OWNER`; nil if it can.
    package static func mistake(inName text: String) -> String? {
        if text.contains("/") { return "has no / in it: accounts are written as TENANT/OWNER" }
        if reservedNames.contains(text) {
            return "is not \"\(text)\": that is what costs of nobody are called"
        }
        return mistake(in: text)
    }

    /// Why a text cannot be an owner, a tenant or a note, all of which stand in lines for people; nil if it can.
    package static func mistake(in text: String) -> String? {
        let isPrintable = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if textCount.contains(text.unicodeScalars.count), isPrintable { return nil }
        return "is 1 to \(textCount.upperBound) characters without line breaks"
    }

    private static func moment(_ value: YAMLValue) -> Timestamp? {
        let moment = Timestamp(rfc3339: value.string())
        if moment == nil {
            value.report("\(value.name) is a day, 2027-01-31, or a moment in UTC, 2027-01-31T12:00:00Z")
        }
        return moment
    }
}
