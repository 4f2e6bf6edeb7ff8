internal import Bytes

/// Why a text is not JSON that is taken, and where.
package struct JSONFault: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// `found` is nil at the end of the text.
        case unexpected(found: UInt8?, expected: String)
        /// In a string, where it must be escaped.
        case controlCharacter(UInt8)
        case invalidUTF8
        /// Half of a surrogate pair, written as an escape.
        case loneSurrogate
        /// An integer beyond 64 bits, or a number beyond what a double holds.
        case numberOutOfRange
        case duplicateName(String)
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        /// An answer that was to be JSON and is something else.
        case prose
        case textBehind
        /// The parser's own words, should it ever refuse what the scanner accepts.
        case refused(String)
    }

    package let reason: Reason
    /// The first byte at fault, counted from 0.
    package let offset: Int
    /// Line and column of that byte, counted from 1, in characters (code points); nil where only a part of the text
    /// was at hand.
    package private(set) var line: Int?
    package private(set) var column: Int?
    /// The value or member in which it stands, as far as it was read.
    package private(set) var path: JSONPointer?

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The first fault in a whole document; nil if there is none.
    static func find(in text: Span<UInt8>, limits: JSONLimits) -> JSONFault? {
        var scanner = JSONScanner(limits: limits)
        var cursor = JSONCursor()
        do throws(JSONFault) {
            try scanner.scan(text, into: &cursor)
            try scanner.finish(into: &cursor)
            return nil
        } catch {
            return error.located(in: text, path: cursor.path)
        }
    }

    /// The same fault in a text in which the document stands further on.
    func moved(by bytes: Int, path: JSONPointer) -> JSONFault {
        var moved = JSONFault(reason, at: offset + bytes)
        moved.path = path
        return moved
    }

    /// The same fault with its place in `text`, which is the whole document.
    private func located(in text: Span<UInt8>, path: JSONPointer?) -> JSONFault {
        var line = 1
        var column = 1
        for index in 0..<min(offset, text.count) {
            if text[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if text[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        var located = self
        located.line = line
        located.column = column
        located.path = path
        return located
    }
}

extension JSONFault: CustomStringConvertible {
    package var description: String {
        var text = "\(reason)"
        if let line, let column {
            text += ", line \(line), column \(column)"
        }
        text += " (byte \(offset))"
        if let path, !path.tokens.isEmpty {
            text += ", in \(path.abridged)"
        }
        return text
    }

    /// The same without anything of the text.
    package var redacted: String {
        let redacted =
            switch reason {
            case .unexpected(_?, let expected): "another byte where \(expected) was expected"
            case .controlCharacter: "a control character in a string must be escaped"
            case .duplicateName: "an object has two members of one name"
            default: "\(reason)"
            }
        return "\(redacted) (byte \(offset))"
    }
}

extension JSONFault.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unexpected(nil, let expected): "the text ends where \(expected) was expected"
        case .unexpected(let found?, let expected): "\(Self.name(of: found)) where \(expected) was expected"
        case .controlCharacter(let byte): "\(Self.name(of: byte)) in a string must be escaped"
        case .invalidUTF8: "the text is not UTF-8"
        case .loneSurrogate: "half of a surrogate pair"
        case .numberOutOfRange: "the number is out of range"
        case .duplicateName(let name): "the object has two members called '\(name.abridged)'"
        case .tooLong(let limit): "the text is longer than \(limit) bytes"
        case .tooDeep(let limit): "arrays and objects nest deeper than \(limit) levels"
        case .prose: "the answer is prose, not JSON"
        case .textBehind: "the answer has text behind its JSON"
        case .refused(let message): message
        }
    }

    private static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x21..<0x7F: "'\(Character(Unicode.Scalar(byte)))'"
        case 0x20: "a space"
        default: "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
    }
}
