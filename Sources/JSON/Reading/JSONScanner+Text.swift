internal import Bytes

extension JSONScanner {
    mutating func beginText(isName: Bool) {
        self.isName = isName
        state = .text
    }

    /// Takes a piece that lies wholly within a name or string and stands for itself; false, and nothing done, if it is
    /// anything else.
    mutating func pass(_ piece: Span<UInt8>) -> Bool {
        guard state == .text, !sequence.isOpen, piece.endOfPlainText(from: 0) == piece.count else {
            return false
        }
        offset += piece.count
        return true
    }

    /// Names and strings up to what ends the piece of them: a quote, an escape, or the input.
    mutating func scanText<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        from first: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        let run = sequence.isOpen ? try scanCutSequence(bytes, from: first, into: &receiver) : first
        var index = run
        while true {
            index = bytes.endOfPlainText(from: index)
            guard index < bytes.count else {
                try report(bytes.extracting(run..<index), into: &receiver)
                return index
            }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                try report(bytes.extracting(run..<index), into: &receiver)
                try endText(into: &receiver)
                return index + 1
            case UInt8(ascii: "\\"):
                try report(bytes.extracting(run..<index), into: &receiver)
                escape = JSONEscape(start: offset + index)
                state = .escape
                return index + 1
            case 0..<0x20: throw JSONFault(.controlCharacter(byte), at: offset + index)
            default:
                let opened = index
                index = try scanSequence(bytes, from: opened)
                guard sequence.isOpen else { continue }
                try report(bytes.extracting(run..<opened), into: &receiver)
                carried.append(bytes.extracting(opened..<index))
                return index
            }
        }
    }

    /// One code point beyond ASCII, or as much of it as there is.
    private mutating func scanSequence(_ bytes: Span<UInt8>, from first: Int) throws(JSONFault) -> Int {
        // A copy, which stays in registers.
        var sequence = UTF8Sequence()
        guard sequence.begin(bytes[first]) else { throw JSONFault(.invalidUTF8, at: offset + first) }
        var index = first + 1
        while sequence.isOpen, index < bytes.count {
            guard sequence.accept(bytes[index]) else { throw JSONFault(.invalidUTF8, at: offset + index) }
            index += 1
        }
        if sequence.isOpen { self.sequence = sequence }
        return index
    }

    /// What is missing of the code point that the last piece did not end.
    private mutating func scanCutSequence<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        from first: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        var index = first
        while sequence.isOpen, index < bytes.count {
            guard sequence.accept(bytes[index]) else { throw JSONFault(.invalidUTF8, at: offset + index) }
            carried.append(bytes[index])
            index += 1
        }
        if !sequence.isOpen { try reportCarried(into: &receiver) }
        return index
    }

    mutating func scanEscape<Receiver: JSONTokenReceiver & ~Copyable>(
        _ bytes: Span<UInt8>,
        at index: Int,
        into receiver: inout Receiver
    ) throws(JSONFault) -> Int {
        switch escape.accept(bytes[index]) {
        case .pending: break
        case .done(let scalar):
            for byte in UTF8.encode(scalar) ?? .init() { carried.append(byte) }
            try reportCarried(into: &receiver)
            state = .text
        case .unexpected: throw unexpected(bytes[index], at: index)
        case .loneSurrogate: throw JSONFault(.loneSurrogate, at: escape.start)
        }
        return index + 1
    }

    private mutating func endText<Receiver: JSONTokenReceiver & ~Copyable>(
        into receiver: inout Receiver
    ) throws(JSONFault) {
        state = isName ? .colon : afterValue
        try receiver.receive(isName ? .nameEnd : .stringEnd, Span(), at: start)
    }

    private func report<Receiver: JSONTokenReceiver & ~Copyable>(
        _ text: Span<UInt8>,
        into receiver: inout Receiver
    ) throws(JSONFault) {
        guard !text.isEmpty else { return }
        try receiver.receive(isName ? .namePiece : .stringPiece, text, at: start)
    }

    private mutating func reportCarried<Receiver: JSONTokenReceiver & ~Copyable>(
        into receiver: inout Receiver
    ) throws(JSONFault) {
        try carried.withSpan { (text) throws(JSONFault) in try report(text, into: &receiver) }
        carried.removeAll()
    }
}
