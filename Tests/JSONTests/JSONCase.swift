import Testing

/// A text and whether it is JSON: `y` accepted, `n` refused by RFC 8259; `a` accepted and `r` refused where the RFC
/// leaves it to the implementation, by our choice.
struct JSONCase: Sendable, CustomTestStringConvertible {
    let name: String
    let verdict: Character
    let bytes: [UInt8]

    var isAccepted: Bool { verdict == "y" || verdict == "a" }
    var testDescription: String { name }

    static let all = structure + numbers + strings

    /// Reads a table: verdict, name and text in each line, bytes that cannot be shown as `<FF>`.
    static func table(_ text: String) -> [JSONCase] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            return JSONCase(
                name: String(parts[1]),
                verdict: parts[0].first ?? "?",
                bytes: parts.count > 2 ? bytes(parts[2]) : []
            )
        }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "<"), rest.count > 2, rest[rest.startIndex + 2] == UInt8(ascii: ">"),
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
