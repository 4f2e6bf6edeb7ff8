/// The bytes of a file by lines, to find what stands at a position.
struct SourceLines {
    let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let length = Self.lineBreakLength(bytes, at: index)
            index += max(1, length)
            if length > 0 {
                starts.append(index)
            }
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// The line, counted from 1, with its end; empty where there is none.
    subscript(line: Int) -> ArraySlice<UInt8> {
        guard line >= 1, line <= starts.count else { return [] }
        return bytes[starts[line - 1]..<(line < starts.count ? starts[line] : bytes.count)]
    }

    func position(ofByte offset: Int) -> YAMLPosition {
        let line = starts.lastIndex { $0 <= offset } ?? 0
        return YAMLPosition(line: line + 1, column: Self.characters(bytes[starts[line]..<offset]) + 1)
    }

    /// The first byte of the character at `position`.
    func byte(at position: YAMLPosition) -> UInt8? {
        rest(from: position).first
    }

    /// Whether nothing but blanks stands in front of `position` in its line.
    func isIndentation(before position: YAMLPosition) -> Bool {
        let line = self[position.line]
        return line[..<rest(from: position).startIndex].allSatisfy { $0 == UInt8(ascii: " ") }
    }

    func indentation(ofLine line: Int) -> Int {
        self[line].prefix { $0 == UInt8(ascii: " ") }.count
    }

    private func rest(from position: YAMLPosition) -> ArraySlice<UInt8> {
        var rest = self[position.line]
        var column = 1
        while column < position.column, !rest.isEmpty {
            rest = rest.dropFirst().drop { Self.isContinuation($0) }
            column += 1
        }
        return rest
    }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count { !isContinuation($0) }
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }

    /// The line breaks that libyaml counts, which are those of YAML 1.1: also U+0085, U+2028 and U+2029.
    private static func lineBreakLength(_ bytes: [UInt8], at index: Int) -> Int {
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        switch bytes[index] {
        case UInt8(ascii: "\n"): return 1
        case UInt8(ascii: "\r"): return next == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2 where next == 0x85: return 2
        case 0xE2 where next == 0x80 && index + 2 < bytes.count && bytes[index + 2] & 0xFE == 0xA8: return 3
        default: return 0
        }
    }
}
