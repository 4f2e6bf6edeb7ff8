/// Puts a response's head together from its lines, which curl hands over one by one.
struct ResponseHeadReader {
    private let bytesMax: Int
    private var bytes = 0
    private(set) var status = 0
    private var fields: [HTTPField] = []
    private(set) var isComplete = false

    enum Progress: Equatable {
        case incomplete
        case complete(HTTPResponseHead)
    }

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Whether the head that is being read is the response's own, and not an interim one.
    var isFinal: Bool { status >= 200 }

    mutating func read(_ line: Span<UInt8>) throws(HTTPClientFault) -> Progress {
        bytes += line.count
        guard bytes <= bytesMax else {
            throw HTTPClientFault(.tooLarge, "the response's head is larger than \(bytesMax) bytes")
        }
        // What comes later are trailers, which nobody asked for.
        guard !isComplete else { return .incomplete }
        let text = Self.withoutEnd(line)
        if status == 0 {
            try readStatus(text)
        } else if text.isEmpty {
            return try end()
        } else {
            try readField(text)
        }
        return .incomplete
    }

    private mutating func readStatus(_ line: ArraySlice<UInt8>) throws(HTTPClientFault) {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard line.starts(with: "HTTP/".utf8), parts.count >= 2, parts[1].count == 3,
            let status = Int(String(decoding: parts[1], as: UTF8.self)), (100...599).contains(status)
        else { throw HTTPClientFault(.protocolViolation, "the response's first line is no status line") }
        self.status = status
    }

    private mutating func readField(_ line: ArraySlice<UInt8>) throws(HTTPClientFault) {
        if let first = line.first, Self.isSpace(first), let last = fields.popLast() {
            // A folded line, long deprecated, which a client reads as one (RFC 9112 section 5.2).
            fields.append(HTTPField(last.name, "\(last.value) \(Self.trimmed(line))"))
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(HTTPField.isTokenByte)
        else { throw HTTPClientFault(.protocolViolation, "a line of the response's head is no header field") }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        fields.append(HTTPField(name, Self.trimmed(line[(colon + 1)...])))
    }

    private mutating func end() throws(HTTPClientFault) -> Progress {
        guard status != 101 else {
            throw HTTPClientFault(
                .protocolViolation,
                "the server changed to a protocol that nobody asked for"
            )
        }
        guard isFinal else {
            // An interim response; the real one follows.
            status = 0
            fields = []
            return .incomplete
        }
        try checkLength()
        isComplete = true
        return .complete(HTTPResponseHead(status: status, fields: fields))
    }

    /// Two lengths, or one that no body has, leave to guesswork where the body ends (RFC 9112 section 6.3); curl would
    /// take the last, or none.
    private func checkLength() throws(HTTPClientFault) {
        let lengths = Set(fields.filter { $0.isNamed("content-length") }.map(\.value))
        guard lengths.count <= 1, lengths.allSatisfy(Self.isLength) else {
            throw HTTPClientFault(.protocolViolation, "the response's length is ambiguous")
        }
    }

    private static func isLength(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && Int(text) != nil
    }

    private static func withoutEnd(_ line: Span<UInt8>) -> ArraySlice<UInt8> {
        var end = line.count
        if end > 0, line[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return (0..<end).map { line[$0] }[...]
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isSpace($0) } ?? bytes.startIndex
        return start <= end && start < bytes.endIndex
            ? String(decoding: bytes[start...end], as: UTF8.self) : ""
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
