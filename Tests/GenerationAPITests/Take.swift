import Events
import Providers

/// What a model says when it is asked once: its lines, one a second, and how it ends with the last.
struct Take: Sendable {
    enum End: Sendable {
        case finishes(FinishReason)
        case fails(ErrorType, retryAfter: Duration? = nil)
        /// Says nothing more, and does not end.
        case silence
    }

    let lines: [String]
    let end: End

    init(_ lines: [String] = [], _ end: End = .finishes(.stop)) {
        self.lines = lines
        self.end = end
    }

    /// A text in so many lines.
    init(_ text: String, in count: Int = 4, _ end: End = .finishes(.stop)) {
        let characters = Array(text)
        let lines = (0..<count).map { index in
            String(characters[characters.count * index / count..<characters.count * (index + 1) / count])
        }
        self.init(lines, end)
    }

    static func fails(_ type: ErrorType, retryAfter: Duration? = nil) -> Take {
        Take([], .fails(type, retryAfter: retryAfter))
    }
}
