/// The name of a model, or of several: `*` stands for any characters.
struct ModelPattern: Equatable, Sendable {
    let text: String
    private let parts: [String]

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    var isExact: Bool { parts.count == 1 }
    /// Characters that it says itself: of two patterns that fit, the one that says more is meant.
    var precision: Int { text.utf8.count - (parts.count - 1) }

    func matches(_ name: String) -> Bool {
        guard !isExact else { return name == text }
        var rest = Array(name.utf8)[...]
        for (index, part) in parts.enumerated() {
            let part = Array(part.utf8)
            if index == 0 {
                guard rest.starts(with: part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.count >= part.count && rest.suffix(part.count).elementsEqual(part)
            } else if !part.isEmpty {
                guard let place = rest.firstRange(of: part) else { return false }
                rest = rest[place.upperBound...]
            }
        }
        return true
    }
}
