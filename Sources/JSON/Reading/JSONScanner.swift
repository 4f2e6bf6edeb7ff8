internal import Bytes

/// Checks a JSON document (RFC 8259) that arrives in pieces, cut anywhere, and tells what stands in it.
///
/// A push-down automaton: one step for each byte, a stack of at most ``JSONLimits/depth`` entries, nothing else kept
/// but the beginning of what a cut went through. It accepts exactly what ``JSONReader`` accepts, but for two members
/// of one name, which only who keeps the names can see.
package struct JSONScanner: ~Copyable {
    let limits: JSONLimits
    /// How many bytes stand in front of the piece at hand.
    var offset = 0
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

    /// Scans a piece of a document that nothing may follow but white space.
    package mutating func scan<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        into receiver: inout Receiver
    ) throws(JSONFault) {
        let piece = bytes.extracting(first: min(bytes.count, limits.bytes - offset))
        var index = 0
        while index < piece.count {
            index += try advance(piece.extracting(index...), into: &receiver)
            guard state == .documentEnd else { continue }
            index += try skipBlanks(piece.extracting(index...))
        }
        guard piece.count == bytes.count else { throw JSONFault(.tooLong(limit: limits.bytes), at: offset) }
    }

    /// Scans up to the end of the document or of the piece, or until the receiver pauses; returns how far that was.
    mutating func advance<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        var index = 0
        while index < bytes.count, state != .documentEnd, !receiver.isPaused {
            index =
                switch state {
                case .text: try scanText(bytes, from: index, into: &receiver)
                case .escape: try scanEscape(bytes, at: index, into: &receiver)
                case .number: try scanNumber(bytes, from: index, into: &receiver)
                case .word: try scanWord(bytes, at: index, into: &receiver)
                default: try scanStructure(bytes, from: index, into: &receiver)
                }
        }
        offset += index
        return index
    }

    /// Says that there are no more pieces.
    package mutating func finish<Receiver: JSONTokenReceiver & ~Copyable>(
        into receiver: inout Receiver
    ) throws(JSONFault) {
        if state == .number, number.isComplete {
            try reportCarriedNumber(into: &receiver)
        }
        guard state == .documentEnd else {
            throw JSONFault(.unexpected(found: nil, expected: expectation), at: offset)
        }
    }

    /// Whether the document is complete, as far as can be told: a number that nothing follows yet may go on.
    var isAtEnd: Bool { state == .documentEnd }

    /// Takes the white space behind the document.
    private mutating func skipBlanks(_ bytes: Span<UInt8>) throws(JSONFault) -> Int {
        for index in bytes.indices where !bytes[index].isJSONBlank {
            throw unexpected(bytes[index], at: index)
        }
        offset += bytes.count
        return bytes.count
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

    private mutating func scanStructure<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        from first: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        var index = first
        while bytes[index].isJSONBlank {
            index += 1
            guard index < bytes.count else { return index }
        }
        let byte = bytes[index]
        start = offset + index
        switch (state, byte) {
        case (.value, UInt8(ascii: "\"")), (.valueOrArrayEnd, UInt8(ascii: "\"")):
            beginText(isName: false)
        case (.name, UInt8(ascii: "\"")), (.nameOrObjectEnd, UInt8(ascii: "\"")):
            beginText(isName: true)
        case (.colon, UInt8(ascii: ":")):
            state = .value
        case (.commaOrEnd, UInt8(ascii: ",")):
            state = containers.last == .object ? .name : .value
        case (.nameOrObjectEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")):
            try close(.object, byte, at: index, into: &receiver)
        case (.valueOrArrayEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "]")):
            try close(.array, byte, at: index, into: &receiver)
        case (.value, _), (.valueOrArrayEnd, _):
            return try beginValue(byte, at: index, into: &receiver)
        default:
            throw unexpected(byte, at: index)
        }
        return index + 1
    }

    private mutating func beginValue<Receiver: JSONTokenReceiver & ~Copyable>(
        _ byte: UInt8,
        at index: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        switch byte {
        case UInt8(ascii: "{"):
            try open(.object, into: &receiver)
            return index + 1
        case UInt8(ascii: "["):
            try open(.array, into: &receiver)
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

    private mutating func open<Receiver: JSONTokenReceiver & ~Copyable>(
        _ container: Container,
        into receiver: inout Receiver
    ) throws(JSONFault) {
        guard containers.count < limits.depth else {
            throw JSONFault(.tooDeep(limit: limits.depth), at: start)
        }
        containers.append(container)
        state = container == .object ? .nameOrObjectEnd : .valueOrArrayEnd
        try receiver.receive(container == .object ? .objectStart : .arrayStart, Span(), at: start)
    }

    private mutating func close<Receiver: JSONTokenReceiver & ~Copyable>(
        _ container: Container,
        _ byte: UInt8,
        at index: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) {
        guard containers.last == container else { throw unexpected(byte, at: index) }
        containers.removeLast()
        state = afterValue
        try receiver.receive(container == .object ? .objectEnd : .arrayEnd, Span(), at: start)
    }

    private mutating func scanWord<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        at index: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        let text = word.text.utf8.span
        guard bytes[index] == text[matched] else { throw unexpected(bytes[index], at: index) }
        matched += 1
        if matched == text.count {
            state = afterValue
            try receiver.receive(word.token, Span(), at: start)
        }
        return index + 1
    }

    private mutating func scanNumber<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        from first: Int,
        into receiver: inout Receiver
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
            try reportNumber(text, into: &receiver)
        } else {
            carried.append(text)
            try reportCarriedNumber(into: &receiver)
        }
        return index
    }

    private mutating func reportCarriedNumber<Receiver: JSONTokenReceiver & ~Copyable>(
        into receiver: inout Receiver
    ) throws(JSONFault) {
        state = afterValue
        try carried.withSpan { (text) throws(JSONFault) in try reportNumber(text, into: &receiver) }
        carried.removeAll()
    }

    private func reportNumber<Receiver: JSONTokenReceiver & ~Copyable>(
        _ text: Span<UInt8>,
        into receiver: inout Receiver
    ) throws(JSONFault) {
        // So few digits without an exponent are in range whatever they are.
        let isPlain = text.count <= JSONValue.plainNumberBytesMax && number != .power
        guard isPlain || JSONValue(number: text) != nil else {
            throw JSONFault(.numberOutOfRange, at: start)
        }
        try receiver.receive(.number, text, at: start)
    }
}
