internal import Bytes
internal import Crypto
package import Platform
internal import YAML

/// Changes to the file leave all that people wrote as it stands, comments too.
extension KeyFile {
    /// Why a file was not changed, in a sentence for the operator.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Adds a key at the end of a file, which is made if there is none.
    package static func add(_ entry: KeyEntry, to path: String) throws {
        try FileSystem.replace(path, limit: bytesMax) { content in
            try adding(entry, to: content ?? [], called: path)
        }
    }

    /// Calls a key back; nil if it had been already.
    ///
    /// - Returns: Whom it belonged to.
    package static func revoke(_ id: String, at now: Timestamp, in path: String) throws -> Caller? {
        var caller: Caller?
        try FileSystem.replace(path, limit: bytesMax) { content in
            guard let content else { throw Fault(description: "there is no file \(path)") }
            let entries = try decode(content, called: path)
            guard let entry = entries.first(where: { $0.id == id }) else {
                throw Fault(description: "\(path) has no key with the id \(id)")
            }
            guard entry.revoked == nil else { return content }
            caller = entry.caller
            return try revoking(id, at: now, in: content, called: path)
        }
        return caller
    }

    static func adding(_ entry: KeyEntry, to content: [UInt8], called file: String) throws -> [UInt8] {
        let before = isBlank(content) ? [] : try decode(content, called: file)
        var changed = content
        if let last = changed.last, last != UInt8(ascii: "\n") { changed.append(UInt8(ascii: "\n")) }
        changed += Array(lines(of: entry).utf8)
        guard (try? decode(changed, called: file)) == before + [entry] else {
            throw Fault(
                description: "\(file) is no list of lines that begin with \"- id:\"; add these yourself:\n"
                    + lines(of: entry)
            )
        }
        return changed
    }

    static func revoking(
        _ id: String,
        at now: Timestamp,
        in content: [UInt8],
        called file: String
    ) throws -> [UInt8] {
        let list = try YAMLDocument(file: file, bytes: content, limits: limits).root
        guard case .sequence(let nodes) = list.value, let node = nodes.first(where: { $0["id"]?.text == id }),
            let place = node["id"]?.position
        else { throw Fault(description: "\(file) has no key with the id \(id)") }
        var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines[node.position.line - 1]
        let column = node.position.column - 1
        let member = "revoked: \(now.rfc3339)"
        if column < line.count, line[line.startIndex + column] == UInt8(ascii: "{") {
            let mark = line.startIndex + column + 1
            lines[node.position.line - 1] = line[..<mark] + Array("\(member), ".utf8) + line[mark...]
        } else {
            lines.insert(Array((String(repeating: " ", count: column) + member).utf8)[...], at: place.line)
        }
        let changed = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        guard let entries = try? decode(changed, called: file),
            entries.contains(where: { $0.id == id && $0.revoked != nil })
        else { throw Fault(description: "\(file) cannot be changed; write \"\(member)\" to \(id) yourself") }
        return changed
    }

    private static func isBlank(_ content: [UInt8]) -> Bool {
        content.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            let text = line.drop { $0.isBlank }
            return text.isEmpty || text.first == UInt8(ascii: "#")
        }
    }

    private static func lines(of entry: KeyEntry) -> String {
        let scopes = Scope.allCases.filter(entry.caller.scopes.contains).map(\.rawValue)
        var lines = [
            "- id: \(quoted(entry.id))", "  hash: sha256:\(entry.digest.hexadecimal)",
            "  owner: \(quoted(entry.caller.owner))",
        ]
        if let tenant = entry.caller.tenant { lines.append("  tenant: \(quoted(tenant))") }
        lines.append("  scopes: [\(scopes.joined(separator: ", "))]")
        if let expires = entry.expires { lines.append("  expires: \(expires.rfc3339)") }
        if let note = entry.note { lines.append("  note: \(quoted(note))") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
