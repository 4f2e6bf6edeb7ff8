/// Something that went wrong in a generation, as its readers are told.
package struct GenerationFault: Error, Equatable, Sendable {
    package let type: ErrorType
    /// A sentence for the generation's readers; it may quote what they sent and what models said.
    package let message: String
    /// The same without such content: for logs and spans, which others read.
    package let redacted: String
    /// How long whoever is at fault wants to be left alone, if it has said so.
    package let retryAfter: Duration?

    /// `redacted` is to be given wherever `message` quotes an input, a prompt or an answer.
    package init(
        _ type: ErrorType,
        _ message: String,
        redacted: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.type = type
        self.message = message
        self.redacted = redacted ?? message
        self.retryAfter = retryAfter
    }
}
