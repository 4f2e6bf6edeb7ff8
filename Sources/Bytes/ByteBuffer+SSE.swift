/// Server-Sent Events as they are written (WHATWG HTML, section 9.2.6 "Interpreting an event stream").
///
/// Values given here come from Penstock itself: a line break in a name or an id would be a defect, so it traps;
/// data may hold any text.
extension ByteBuffer {
    package mutating func append(sseEvent name: StaticString) {
        append("event: ")
        append(name)
        append(UInt8(ascii: "\n"))
    }

    package mutating func append(sseRetryMilliseconds milliseconds: Int) {
        append("retry: ")
        append(decimal: milliseconds)
        append(UInt8(ascii: "\n"))
    }

    package mutating func append(sseComment text: StaticString) {
        append(": ")
        append(text)
        append(UInt8(ascii: "\n"))
    }

    /// One `data` field for each line of `text`, whichever of CR LF, LF and CR ends it.
    package mutating func append(sseData text: Span<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            append(sseDataLine: text.extracting(start..<(index - 1)))
            if byte == UInt8(ascii: "\r"), index < text.count, text[index] == UInt8(ascii: "\n") {
                index += 1
            }
            start = index
        }
        append(sseDataLine: text.extracting(start..<text.count))
    }

    /// The blank line that ends an event, a comment or a lone field, so that it is a block of its own.
    package mutating func appendSSEBlockEnd() {
        append(UInt8(ascii: "\n"))
    }

    private mutating func append(sseDataLine line: Span<UInt8>) {
        append("data: ")
        append(line)
        append(UInt8(ascii: "\n"))
    }
}
