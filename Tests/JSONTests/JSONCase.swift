import Testing

/// A text and whether it is JSON, as its name tells in the convention of the JSON test suites: `y_` must be accepted,
/// `n_` refused by RFC 8259; of `i_`, which it leaves to the implementation, our choice stands behind the name.
struct JSONCase: Sendable, CustomTestStringConvertible {
    let name: String
    let isAccepted: Bool
    let bytes: [UInt8]

    var testDescription: String { name }

    static let all = structure + numbers + strings

    /// Reads a table: name and text in each line, bytes that cannot be shown as `<FF>`.
    static func table(_ text: String) -> [JSONCase] {
        text.split(separator: "\n").map { line in
            let isChosen = line.hasPrefix("i_")
            let parts = line.split(
                separator: " ",
                maxSplits: isChosen ? 2 : 1,
                omittingEmptySubsequences: false
            )
            return JSONCase(
                name: String(parts[0]),
                isAccepted: isChosen ? parts[1] == "accepted" : line.hasPrefix("y_"),
                bytes: parts.count > (isChosen ? 2 : 1) ? bytes(parts[parts.count - 1]) : []
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
