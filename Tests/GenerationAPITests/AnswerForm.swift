import Testing

/// What a model makes of an answer that would have been right.
struct AnswerForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: @Sendable (String) -> String
    /// What is said of it; nil if it is taken.
    var fault: String?

    init(_ testDescription: String, fault: String? = nil, _ text: @escaping @Sendable (String) -> String) {
        self.testDescription = testDescription
        self.fault = fault
        self.text = text
    }

    static let taken = [
        AnswerForm("blanks around it") { "\n\n  \($0)\r\n\t" },
        AnswerForm("a code fence") { "```json\n\($0)\n```" },
        AnswerForm("a code fence without a language") { "```\n\($0)\n```\n" },
        AnswerForm("a byte order mark") { "\u{FEFF}\($0)" },
        AnswerForm("a byte order mark and a code fence") { "\u{FEFF}\n```JSON\n\($0)```" },
        AnswerForm("one member a line") { $0.replacing(",\"", with: ",\n  \"") },
        AnswerForm("letters as escapes") { $0.replacing("o", with: "\\u006F") },
    ]

    private static let prose = "The answer is not JSON: the answer is prose, not JSON (byte 0)"

    /// Of these nothing is complete that could be gone on with.
    static let refused = [
        AnswerForm("prose", fault: prose) { _ in "I would rather talk about rivers." },
        AnswerForm(
            "prose that begins like JSON",
            fault: "The answer is not JSON: the answer has text behind its JSON (byte 5)"
        ) { _ in "true enough, rivers meander." },
        AnswerForm("a sentence in front", fault: prose) { "Here you are:\n```json\n\($0)\n```" },
        AnswerForm("an apology as JSON", fault: schema("the value must be an object, is a string")) { _ in
            "\"I cannot do that.\""
        },
        AnswerForm("a list", fault: schema("the value must be an object, is an array")) { _ in "[]" },
        AnswerForm("an object of something else", fault: schema("/answer is not allowed")) { _ in
            #"{"answer":{"title":"x"}}"#
        },
        AnswerForm(
            "nothing",
            fault: "The answer is not JSON: the text ends where a value was expected (byte 1)"
        ) { _ in " " },
    ]

    private static func schema(_ sentence: String) -> String {
        "The answer does not satisfy its schema: \(sentence)"
    }
}
