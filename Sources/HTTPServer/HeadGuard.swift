internal import Bytes

/// Refuses what llhttp lets pass in a head or in trailers although two readers could understand it differently:
/// folded lines, lines that do not end in CR LF, carriage returns that end no line, more than single spaces in the
/// request line.
///
/// It looks at the raw bytes before the parser does, independently of how they were cut (RFC 9112 sections 2.2, 3,
/// 5.2), and finds the end of the section by itself, so that the two must agree.
struct HeadGuard {
    private enum Place {
        /// Before the request line, where empty lines are ignored.
        case start
        case inRequestLine
        case inLine
        case afterCarriageReturn
        case lineStart
        case afterLastCarriageReturn
        /// Behind the empty line that ends the section.
        case end
    }

    private var place: Place
    private var hasLine: Bool
    private var spaces = 0

    private init(at place: Place) {
        self.place = place
        hasLine = place != .start
    }

    static var head: HeadGuard { HeadGuard(at: .start) }
    static var trailers: HeadGuard { HeadGuard(at: .lineStart) }

    /// Whether the section has ended; what follows is none of its business.
    var isAtEnd: Bool { place == .end }

    /// Looks at the next bytes, up to the end of the section.
    ///
    /// - Returns: How many bytes are beyond reproach, and what is wrong with the next.
    mutating func check(_ bytes: Span<UInt8>) -> (passed: Int, fault: RequestFault?) {
        var index = 0
        while let next = nextOfInterest(in: bytes, from: index) {
            if let fault = step(bytes[next]) { return (next, fault) }
            index = next + 1
            if place == .end { return (index, nil) }
        }
        return (bytes.count, nil)
    }

    /// Skips what cannot change anything: most of a head.
    private func nextOfInterest(in bytes: Span<UInt8>, from index: Int) -> Int? {
        switch place {
        case .inLine: bytes.firstIndex(below: UInt8(ascii: "\r") + 1, from: index)
        case .inRequestLine: bytes.firstIndex(below: UInt8(ascii: " ") + 1, from: index)
        default: index < bytes.count ? index : nil
        }
    }

    private mutating func step(_ byte: UInt8) -> RequestFault? {
        switch byte {
        case 0:
            return .malformed("the head holds a NUL byte")
        case UInt8(ascii: "\n"):
            return endLine()
        case _ where place == .afterCarriageReturn || place == .afterLastCarriageReturn:
            return .malformed("a carriage return stands alone")
        case UInt8(ascii: "\r"):
            place = place == .lineStart ? .afterLastCarriageReturn : .afterCarriageReturn
            return nil
        default:
            return place == .start || place == .inRequestLine ? readRequestLine(byte) : readField(byte)
        }
    }

    private mutating func endLine() -> RequestFault? {
        switch place {
        case .afterCarriageReturn: place = hasLine ? .lineStart : .start
        case .afterLastCarriageReturn: place = .end
        default: return .malformed("a line ends without a carriage return")
        }
        return nil
    }

    private mutating func readRequestLine(_ byte: UInt8) -> RequestFault? {
        place = .inRequestLine
        hasLine = true
        if byte == UInt8(ascii: " ") { spaces += 1 }
        return spaces > 2 ? .malformed("the request line has more than two spaces") : nil
    }

    private mutating func readField(_ byte: UInt8) -> RequestFault? {
        if place == .lineStart {
            if byte.isBlank { return .malformed("a header field is folded over two lines") }
            if byte == UInt8(ascii: ":") { return .malformed("a header field has no name") }
        }
        place = .inLine
        return nil
    }
}
