internal import Bytes

/// What a model puts around the JSON it was asked for: a byte order mark, blank lines, a code fence.
///
/// Finds where the document begins, and checks that nothing else stands behind it. Anything but an envelope is a
/// fault: an answer in prose.
struct AnswerEnvelope: ~Copyable {
    private var phase = Phase.start
    /// Where the document begins, once it has.
    private(set) var documentStart = 0
    private var isFenced = false

    private enum Phase: Equatable {
        case start, mark(Int), blanks, openingTicks(Int), language
        case document
        case blanksBehind, closingTicks(Int), closed
    }

    /// Where in the answer the next byte stands.
    enum Place {
        case before, document, behind
    }

    private static let mark: InlineArray<3, UInt8> = [0xEF, 0xBB, 0xBF]
    private static let fenceTicksMin = 3
    private static let tick = UInt8(ascii: "`")

    var place: Place {
        switch phase {
        case .document: .document
        case .start, .mark, .blanks, .openingTicks, .language: .before
        case .blanksBehind, .closingTicks, .closed: .behind
        }
    }

    /// Takes what stands in front of the document; returns how much of `bytes` that was.
    mutating func open(_ bytes: Span<UInt8>, at offset: Int) throws(JSONFault) -> Int {
        for index in bytes.indices {
            guard let next = before(bytes[index]) else { throw JSONFault(.prose, at: offset + index) }
            phase = next
            guard next == .document else { continue }
            documentStart = offset + index
            return index
        }
        return bytes.count
    }

    /// Says that the document is complete.
    mutating func close() {
        phase = .blanksBehind
    }

    /// Takes what stands behind the document.
    mutating func pass(_ bytes: Span<UInt8>, at offset: Int) throws(JSONFault) {
        for index in bytes.indices {
            guard let next = behind(bytes[index]) else { throw JSONFault(.textBehind, at: offset + index) }
            phase = next
        }
    }

    private mutating func before(_ byte: UInt8) -> Phase? {
        switch phase {
        case .start where byte == Self.mark[0]: return .mark(1)
        case .mark(let count) where byte == Self.mark[count]:
            return count + 1 == Self.mark.count ? .blanks : .mark(count + 1)
        case .start, .blanks:
            if byte.isJSONBlank { return .blanks }
            if byte == Self.tick, !isFenced { return .openingTicks(1) }
            return byte.beginsJSON ? .document : nil
        case .openingTicks(let count) where byte == Self.tick: return .openingTicks(count + 1)
        case .openingTicks(let count) where count < Self.fenceTicksMin: return nil
        case .openingTicks where byte.isBlank: return phase
        case .openingTicks, .language:
            isFenced = true
            if byte.isASCIILetter || byte.isASCIIDigit { return .language }
            if byte.isJSONBlank { return .blanks }
            return byte.beginsJSON ? .document : nil
        default: return nil
        }
    }

    private func behind(_ byte: UInt8) -> Phase? {
        switch phase {
        case .blanksBehind where byte == Self.tick: .closingTicks(1)
        case .closingTicks(let count) where byte == Self.tick: .closingTicks(count + 1)
        case .closingTicks(let count) where count < Self.fenceTicksMin: nil
        case .closingTicks, .closed: byte.isJSONBlank ? .closed : nil
        default: byte.isJSONBlank ? .blanksBehind : nil
        }
    }
}

extension UInt8 {
    /// Whether a value can begin with it (RFC 8259 section 3).
    fileprivate var beginsJSON: Bool {
        switch self {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: JSONWord(first: self) != nil
        }
    }
}
