internal import Bytes

/// Refuses what llhttp lets pass in a head although two readers could understand it differently: folded lines, lines
/// that do not end in CR LF, carriage returns that end no line.
///
/// It looks at the raw bytes, independently of the parser and of how they were cut (RFC 9112 sections 2.2, 5.2).
struct HeadGuard {
    private enum Place {
        /// Before the request line, where empty lines are ignored.
        case start
        case inLine
        case afterCarriageReturn
        case lineStart
    }

    private var place = Place.start
    private var hasLine = false

    /// Looks at the next bytes of the head.
    mutating func check(_ bytes: Span<UInt8>) -> RequestFault? {
        for index in bytes.indices {
            let byte = bytes[index]
            if place == .inLine && byte > UInt8(ascii: "\r") { continue }
            if let fault = step(byte) { return fault }
        }
        return nil
    }

    private mutating func step(_ byte: UInt8) -> RequestFault? {
        switch (place, byte) {
        case (_, 0):
            return .malformed("the head holds a NUL byte")
        case (.afterCarriageReturn, UInt8(ascii: "\n")):
            place = hasLine ? .lineStart : .start
        case (.afterCarriageReturn, _):
            return .malformed("a carriage return stands alone")
        case (_, UInt8(ascii: "\n")):
            return .malformed("a line ends without a carriage return")
        case (_, UInt8(ascii: "\r")):
            place = .afterCarriageReturn
        case (.lineStart, UInt8(ascii: " ")), (.lineStart, UInt8(ascii: "\t")):
            return .malformed("a header field is folded over two lines")
        default:
            place = .inLine
            hasLine = true
        }
        return nil
    }
}
