internal import Bytes

/// Follows a scanner's tokens and knows the way to the value at hand; refuses the second member of one name.
struct JSONCursor: ~Copyable, JSONTokenReceiver {
    private var levels: [Level] = []
    private var name = ByteBuffer()

    private enum Level {
        /// How many elements are complete.
        case array(Int)
        /// The names so far, and the one whose value is still to come or at hand.
        case object(Set<MemberName>, current: String?)
    }

    /// The way to the value at hand, or to what encloses it where none is.
    var path: JSONPointer {
        JSONPointer(
            tokens: levels.compactMap { level in
                switch level {
                case .array(let count): String(count)
                case .object(_, let current): current
                }
            }
        )
    }

    mutating func receive(_ token: JSONToken, _ text: Span<UInt8>, at offset: Int) throws(JSONFault) {
        switch token {
        case .objectStart: levels.append(.object([], current: nil))
        case .arrayStart: levels.append(.array(0))
        case .objectEnd, .arrayEnd:
            levels.removeLast()
            endValue()
        case .namePiece: name.append(text)
        case .nameEnd: try endName(at: offset)
        case .stringPiece: break
        case .stringEnd, .number, .true, .false, .null: endValue()
        }
    }

    private mutating func endName(at offset: Int) throws(JSONFault) {
        let text = name.string
        name.removeAll()
        guard case .object(var names, _) = levels.popLast() else { return }
        guard names.insert(MemberName(text)).inserted else {
            levels.append(.object(names, current: text))
            throw JSONFault(.duplicateName(text), at: offset)
        }
        levels.append(.object(names, current: text))
    }

    private mutating func endValue() {
        switch levels.popLast() {
        case .array(let count): levels.append(.array(count + 1))
        case .object(let names, _): levels.append(.object(names, current: nil))
        case nil: break
        }
    }
}
