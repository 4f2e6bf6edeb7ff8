/// Text as people and models write it.
extension String {
    /// Its lines, however they end: a carriage return with its line feed is one character of Swift's.
    var lines: [Substring] {
        split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }

    /// Whether `phrase` is in it, and not as a part of longer words: "has an aim" does not hold "as an AI".
    ///
    /// The case of letters does not count. Where letters have none, as in scripts without spaces, any part is
    /// found.
    func holds(phrase: String) -> Bool {
        let text = lowercased()
        let phrase = phrase.lowercased()
        return text.ranges(of: phrase).contains { range in
            let before = text[..<range.lowerBound].last
            let behind = text[range.upperBound...].first
            return !Self.isOneWord(before, phrase.first) && !Self.isOneWord(phrase.last, behind)
        }
    }

    private static func isOneWord(_ left: Character?, _ right: Character?) -> Bool {
        guard let left, let right else { return false }
        return (left.isCased || left.isNumber) && (right.isCased || right.isNumber)
    }
}
