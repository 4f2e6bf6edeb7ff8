internal import Bytes

/// The way from a value to a part of it (RFC 6901).
package struct JSONPointer: Sendable {
    package private(set) var tokens: [String]

    /// The whole value.
    package static let root = JSONPointer(tokens: [])

    package init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads a pointer in its string form (section 3); nil if `text` is none.
    package init?(_ text: String) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        for part in text.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        ) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
    }

    package mutating func append(_ name: String) {
        tokens.append(name)
    }

    package mutating func append(_ index: Int) {
        tokens.append(String(index))
    }

    package mutating func removeLast() {
        tokens.removeLast()
    }

    package func appending(_ name: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [name])
    }

    /// The place in an array that a token names: decimal, without leading zeros (section 4).
    static func index(_ token: String) -> Int? {
        guard token == "0" || token.utf8.first != UInt8(ascii: "0") else { return nil }
        return token.utf8.allSatisfy(\.isASCIIDigit) ? Int(token) : nil
    }

    private static func unescaped(_ part: Substring.UTF8View.SubSequence) -> String? {
        var bytes: [UInt8] = []
        var rest = part[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The string form: empty for the whole value, `/days/0/title` for a part.
    package var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}

extension JSONPointer {
    /// For people: the same, of each name only what anybody would read.
    package var abridged: String { JSONPointer(tokens: tokens.map(\.abridged)).description }
}

extension String {
    private static let charactersShownMax = 60

    /// A name as it is quoted in a sentence: no longer than any that is meant.
    var abridged: String {
        guard utf8.count > Self.charactersShownMax else { return self }
        let scalars = unicodeScalars.prefix(Self.charactersShownMax)
        return scalars.endIndex == endIndex ? self : String(scalars) + "…"
    }
}

extension JSONPointer: Hashable {
    package static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.elementsEqual(right.tokens) { $0.hasSameCodePoints(as: $1) }
    }

    package func hash(into hasher: inout Hasher) {
        for token in tokens {
            token.hashCodePoints(into: &hasher)
        }
    }
}

extension JSONPointer: ExpressibleByStringLiteral {
    /// A literal that is no pointer is a defect, and traps.
    package init(stringLiteral text: String) {
        guard let pointer = JSONPointer(text) else { preconditionFailure("'\(text)' is no JSON pointer") }
        self = pointer
    }
}
