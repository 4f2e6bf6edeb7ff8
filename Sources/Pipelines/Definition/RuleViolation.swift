/// What is wrong with a value by one of the rules of a check.
struct RuleViolation {
    /// A sentence that a model could act on; it may quote the value.
    let message: String
    /// The same without anything of the value.
    let redacted: String

    init(_ message: String, redacted: String? = nil) {
        self.message = message
        self.redacted = redacted ?? message
    }
}
