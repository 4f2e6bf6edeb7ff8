internal import HTTPClient
internal import Platform

/// How long a server wants to be left alone, in each of the spellings that vendors have for it.
enum RetryAfter {
    /// Reads `retry-after-ms`, and `Retry-After` as seconds, with a fraction if need be, or as a date (RFC 9110 section
    /// 10.2.3).
    static func read(_ head: HTTPResponseHead, at now: Timestamp) -> Duration? {
        if let milliseconds = head["retry-after-ms"].flatMap(number) {
            return .seconds(milliseconds / 1_000)
        }
        guard let text = head["retry-after"] else { return nil }
        return seconds("\(text)s") ?? until(text, now)
    }

    /// Reads a duration as Google writes it: `48s`, `0.5s`.
    static func seconds(_ text: String) -> Duration? {
        text.hasSuffix("s") ? number(String(text.dropLast())).map { .seconds($0) } : nil
    }

    /// Nobody means longer than a day, and a negative number means at once.
    private static func number(_ text: String) -> Double? {
        guard let number = Double(text), number.isFinite else { return nil }
        return min(max(number, 0), 86_400)
    }

    private static func until(_ date: String, _ now: Timestamp) -> Duration? {
        guard let then = Timestamp(httpDate: date) else { return nil }
        return .seconds(max(0, then.unixSeconds - now.unixSeconds))
    }
}
