internal import Bytes

extension JSONScanner {
    mutating func beginText(isName: Bool) {
        self.isName = isName
        state = .text
    }

    /// Names and strings up to what ends the piece of them: a quote, an escape, or the input.
    mutating func scanText(_ bytes: Span<UInt8>, from first: Int, _ receive: Receiver) throws(JSONFault)
        -> Int
    {
        var run = first
        // Where the code point begins that is not whole yet.
        var opened = first
        var index = first
        while index < bytes.count {
            let byte = bytes[index]
            if sequence.isOpen {
                guard sequence.accept(byte) else { throw JSONFault(.invalidUTF8, at: offset + index) }
                index += 1
                if !sequence.isOpen, !carried.isEmpty {
                    carried.append(bytes.extracting(run..<index))
                    try reportCarried(receive)
                    run = index
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                try report(bytes.extracting(run..<index), receive)
                try endText(receive)
                return index + 1
            case UInt8(ascii: "\\"):
                try report(bytes.extracting(run..<index), receive)
                escape = JSONEscape(start: offset + index)
                state = .escape
                return index + 1
            case 0..<0x20: throw JSONFault(.controlCharacter(byte), at: offset + index)
            case 0x80...:
                guard sequence.begin(byte) else { throw JSONFault(.invalidUTF8, at: offset + index) }
                opened = index
            default: break
            }
            index += 1
        }
        let whole = sequence.isOpen ? opened : index
        try report(bytes.extracting(run..<whole), receive)
        carried.append(bytes.extracting(whole..<index))
        return index
    }

    mutating func scanEscape(_ bytes: Span<UInt8>, at index: Int, _ receive: Receiver) throws(JSONFault)
        -> Int
    {
        switch escape.accept(bytes[index]) {
        case .pending: break
        case .done(let scalar):
            for byte in UTF8.encode(scalar) ?? .init() { carried.append(byte) }
            try reportCarried(receive)
            state = .text
        case .unexpected: throw unexpected(bytes[index], at: index)
        case .loneSurrogate: throw JSONFault(.loneSurrogate, at: escape.start)
        }
        return index + 1
    }

    private mutating func endText(_ receive: Receiver) throws(JSONFault) {
        state = isName ? .colon : afterValue
        try receive(isName ? .nameEnd : .stringEnd, Span(), start)
    }

    private func report(_ text: Span<UInt8>, _ receive: Receiver) throws(JSONFault) {
        guard !text.isEmpty else { return }
        try receive(isName ? .namePiece : .stringPiece, text, start)
    }

    private mutating func reportCarried(_ receive: Receiver) throws(JSONFault) {
        try carried.withSpan { (text) throws(JSONFault) in try report(text, receive) }
        carried.removeAll()
    }
}
