/// What clients are told in every format that has no word of its own for it.
enum ClientSentence {
    static let shutdown = "The server is shutting down; please try again in a moment"

    static func cancelled(_ reason: String) -> String { "Generation cancelled: \(reason)" }
}
