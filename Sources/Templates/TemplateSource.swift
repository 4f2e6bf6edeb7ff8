/// The bytes of a template, and where they stand.
struct TemplateSource {
    private let bytes: [UInt8]
    private let firstColumn: Int
    private var located = 0
    private var position: TemplatePosition

    init(_ text: String, at position: TemplatePosition) {
        self.bytes = Array(text.utf8)
        self.position = position
        self.firstColumn = position.column
    }

    var count: Int { bytes.count }

    subscript(offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Without the white space at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = range.first { !isSpace(bytes[$0]) } ?? range.upperBound
        let end = range.last { !isSpace(bytes[$0]) } ?? start - 1
        return start..<end + 1
    }

    func first(_ sought: [UInt8], in range: Range<Int>) -> Int? {
        guard range.count >= sought.count else { return nil }
        for offset in range.lowerBound...(range.upperBound - sought.count)
        where bytes[offset] == sought[0] && bytes[offset..<offset + sought.count].elementsEqual(sought) {
            return offset
        }
        return nil
    }

    /// The line that `range` has for itself but for blanks, with its end; nil where it is not alone.
    func wholeLine(around range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
        var end = range.upperBound
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        if end == bytes.count { return start..<end }
        if bytes[end] == UInt8(ascii: "\r"), self[end + 1] == UInt8(ascii: "\n") { end += 1 }
        return bytes[end] == UInt8(ascii: "\n") ? start..<end + 1 : nil
    }

    /// The line and column of `offset`, which is not before the one asked for last.
    mutating func locate(_ offset: Int) -> TemplatePosition {
        var (line, column) = (position.line, position.column)
        for byte in bytes[located..<offset] {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, firstColumn)
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        located = offset
        position = TemplatePosition(line: line, column: column)
        return position
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
