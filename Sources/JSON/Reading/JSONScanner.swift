internal import Bytes

/// Checks a JSON document (RFC 8259) that arrives in pieces, cut anywhere, and tells what stands in it.
///
/// A push-down automaton: one step for each byte, a stack of at most ``JSONLimits/depth`` entries, nothing else kept
/// but the beginning of what a cut went through. It accepts exactly what ``JSONReader`` accepts, but for two members
/// of one name, which only who keeps the names can see.
package struct JSONScanner: ~Copyable {
    /// Receives a token, its text (of pieces and numbers), and the offset at which it begins.
    ///
    /// For pieces and ends of names and strings that is the opening quote. What it throws ends the scan.
    package typealias Receiver = (_ token: JSONToken, _ text: Span<UInt8>, _ offset: Int) throws(JSONFault) ->
        Void

    let limits: JSONLimits
    /// How many bytes stand in front of the piece at hand.
    private(set) var offset = 0
    var state = State.value
    private var containers: [Container] = []
    /// Where the token at hand begins.
    var start = 0
    /// What was read of a code point or a number that the last piece did not end.
    var carried = ByteBuffer()
    private var number = JSONNumberGrammar.start
    private var word = JSONWord.null
    private var matched = 0
    var isName = false
    var sequence = UTF8Sequence()
    var escape = JSONEscape(start: 0)

    enum State {
        case value, valueOrArrayEnd, name, nameOrObjectEnd, colon, commaOrEnd, documentEnd
        case text, escape, number, word
    }

    private enum Container: UInt8 {
        case array, object
    }

    package init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
    }

    package mutating func scan(_ bytes: Span<UInt8>, _ receive: Receiver) throws(JSONFault) {
        let piece = bytes.extracting(first: min(bytes.count, limits.bytes - offset))
        var index = 0
        while index < piece.count {
            index =
                switch state {
                case .text: try scanText(piece, from: index, receive)
                case .escape: try scanEscape(piece, at: index, receive)
                case .number: try scanNumber(piece, from: index, receive)
                case .word: try scanWord(piece, at: index, receive)
                default: try scanStructure(piece, at: index, receive)
                }
        }
        offset += piece.count
        guard piece.count == bytes.count else { throw JSONFault(.tooLong(limit: limits.bytes), at: offset) }
    }

    /// Says that there are no more pieces.
    package consuming func finish(_ receive: Receiver) throws(JSONFault) {
        if state == .number, number.isComplete {
            try reportCarriedNumber(receive)
        }
        guard state == .documentEnd else {
            throw JSONFault(.unexpected(found: nil, expected: expectation), at: offset)
        }
    }

    /// The state that follows a value.
    var afterValue: State {
        containers.isEmpty ? .documentEnd : .commaOrEnd
    }

    func unexpected(_ byte: UInt8, at index: Int) -> JSONFault {
        JSONFault(.unexpected(found: byte, expected: expectation), at: offset + index)
    }

    private var expectation: String {
        switch state {
        case .value: "a value"
        case .valueOrArrayEnd: "a value or ']'"
        case .name: "a member's name"
        case .nameOrObjectEnd: "a member's name or '}'"
        case .colon: "':'"
        case .commaOrEnd: containers.last == .object ? "',' or '}'" : "',' or ']'"
        case .documentEnd: "the end of the document"
        case .text: "'\"'"
        case .escape: escape.expectation
        case .number: number.expectation
        case .word: "'\(word.text)'"
        }
    }

    private mutating func scanStructure(
        _ bytes: Span<UInt8>,
        at index: Int,
        _ receive: Receiver
    ) throws(JSONFault) -> Int {
        let byte = bytes[index]
        start = offset + index
        switch (byte, state) {
        case (0x20, _), (0x0A, _), (0x0D, _), (0x09, _):
            return index + 1
        case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .valueOrArrayEnd):
            beginText(isName: false)
        case (UInt8(ascii: "\""), .name), (UInt8(ascii: "\""), .nameOrObjectEnd):
            beginText(isName: true)
        case (UInt8(ascii: ":"), .colon):
            state = .value
        case (UInt8(ascii: ","), .commaOrEnd):
            state = containers.last == .object ? .name : .value
        case (UInt8(ascii: "}"), .nameOrObjectEnd), (UInt8(ascii: "}"), .commaOrEnd):
            try close(.object, byte, at: index, receive)
        case (UInt8(ascii: "]"), .valueOrArrayEnd), (UInt8(ascii: "]"), .commaOrEnd):
            try close(.array, byte, at: index, receive)
        case (_, .value), (_, .valueOrArrayEnd):
            return try beginValue(byte, at: index, receive)
        default:
            throw unexpected(byte, at: index)
        }
        return index + 1
    }

    private mutating func beginValue(_ byte: UInt8, at index: Int, _ receive: Receiver) throws(JSONFault)
        -> Int
    {
        switch byte {
        case UInt8(ascii: "{"):
            try open(.object, receive)
            return index + 1
        case UInt8(ascii: "["):
            try open(.array, receive)
            return index + 1
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            number = .start
            state = .number
        default:
            guard let word = JSONWord(first: byte) else { throw unexpected(byte, at: index) }
            self.word = word
            matched = 0
            state = .word
        }
        return index
    }

    private mutating func open(_ container: Container, _ receive: Receiver) throws(JSONFault) {
        guard containers.count < limits.depth else {
            throw JSONFault(.tooDeep(limit: limits.depth), at: start)
        }
        containers.append(container)
        state = container == .object ? .nameOrObjectEnd : .valueOrArrayEnd
        try receive(container == .object ? .objectStart : .arrayStart, Span(), start)
    }

    private mutating func close(
        _ container: Container,
        _ byte: UInt8,
        at index: Int,
        _ receive: Receiver
    ) throws(JSONFault) {
        guard containers.last == container else { throw unexpected(byte, at: index) }
        containers.removeLast()
        state = afterValue
        try receive(container == .object ? .objectEnd : .arrayEnd, Span(), start)
    }

    private mutating func scanWord(_ bytes: Span<UInt8>, at index: Int, _ receive: Receiver) throws(JSONFault)
        -> Int
    {
        let text = word.text.utf8.span
        guard bytes[index] == text[matched] else { throw unexpected(bytes[index], at: index) }
        matched += 1
        if matched == text.count {
            state = afterValue
            try receive(word.token, Span(), start)
        }
        return index + 1
    }

    private mutating func scanNumber(
        _ bytes: Span<UInt8>,
        from first: Int,
        _ receive: Receiver
    ) throws(JSONFault) -> Int {
        var index = first
        while index < bytes.count, number.accept(bytes[index]) {
            index += 1
        }
        let text = bytes.extracting(first..<index)
        if index == bytes.count {
            carried.append(text)
        } else if !number.isComplete {
            throw unexpected(bytes[index], at: index)
        } else if carried.isEmpty {
            state = afterValue
            try reportNumber(text, receive)
        } else {
            carried.append(text)
            try reportCarriedNumber(receive)
        }
        return index
    }

    private mutating func reportCarriedNumber(_ receive: Receiver) throws(JSONFault) {
        state = afterValue
        try carried.withSpan { (text) throws(JSONFault) in try reportNumber(text, receive) }
        carried.removeAll()
    }

    private func reportNumber(_ text: Span<UInt8>, _ receive: Receiver) throws(JSONFault) {
        guard JSONValue(number: text) != nil else { throw JSONFault(.numberOutOfRange, at: start) }
        try receive(.number, text, start)
    }
}
