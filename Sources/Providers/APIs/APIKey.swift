/// What says to a vendor who asks, and who pays.
///
/// Nothing that prints a value shows it: only a request to its vendor ever holds its text.
package struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let secret: String

    /// Of one line that can stand in a header field; nil for anything else.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        secret = text
    }

    package var description: String { "[key]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// `text` without the key, should a server have repeated it.
    func removed(from text: String) -> String {
        text.replacing(secret, with: description)
    }
}
