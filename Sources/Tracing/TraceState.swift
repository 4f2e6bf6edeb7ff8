internal import Bytes

/// What vendors on the way want to know again: the field `tracestate`, passed on and never looked into
/// (W3C Trace Context, section 3.3).
package struct TraceState: Equatable, Sendable {
    /// `key=value` each, the latest first.
    package let members: [String]

    package static let empty = TraceState(members: [])

    private init(members: [String]) {
        self.members = members
    }

    private static let membersMax = 32
    /// What is passed on at most: as much as the specification asks to be kept.
    private static let bytesMax = 512
    private static let largeMemberBytes = 128

    private static let keyBytes = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789_-*/@")

    /// Reads the field's value, several lines joined by commas; empty if it is to be ignored.
    package init(reading value: String) {
        var members: [String] = []
        var keys: Set<Substring> = []
        for part in value.split(separator: ",") {
            let member = part.trimmingBlanks
            guard !member.isEmpty else { continue }
            guard let equals = member.firstIndex(of: "="), Self.isKey(member[..<equals]),
                Self.isValue(member[member.index(after: equals)...]), keys.insert(member[..<equals]).inserted
            else {
                self = .empty
                return
            }
            guard members.count < Self.membersMax else {
                self = .empty
                return
            }
            members.append(String(member))
        }
        self.members = Self.shortened(members)
    }

    /// The field's value; empty if there is nothing to say.
    package var description: String { members.joined(separator: ",") }

    /// Whole members go, the large ones first, then those that have waited longest.
    private static func shortened(_ given: [String]) -> [String] {
        var members = given
        func bytes() -> Int { members.reduce(members.count - 1) { $0 + $1.utf8.count } }
        while bytes() > bytesMax, let large = members.lastIndex(where: { $0.utf8.count > largeMemberBytes }) {
            members.remove(at: large)
        }
        while bytes() > bytesMax { members.removeLast() }
        return members
    }

    private static func isKey(_ key: Substring) -> Bool {
        guard let first = key.utf8.first, (1...256).contains(key.utf8.count) else { return false }
        let beginsWell = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) || first.isASCIIDigit
        return beginsWell && keyBytes.containsAll(Array(key.utf8).span)
    }

    private static func isValue(_ value: Substring) -> Bool {
        guard (1...256).contains(value.utf8.count), value.utf8.last != UInt8(ascii: " ") else { return false }
        return value.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=")
        }
    }
}
