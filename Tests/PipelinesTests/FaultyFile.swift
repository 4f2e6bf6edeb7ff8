import Testing

/// A pipeline file with mistakes, and everything that its author is told.
struct FaultyFile: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether its form is wrong already, whatever refers to what: a key, a type, a word or a number.
    let isStructural: Bool
    let text: String
    let report: String

    static let all = heads + steps + graph + models + checks + transforms + routes

    init(_ testDescription: String, isStructural: Bool = true, _ text: String, _ report: String) {
        self.testDescription = testDescription
        self.isStructural = isStructural
        self.text = text
        self.report = report
    }

    /// A file that is sound but for its steps, which begin in line 10.
    static func steps(
        _ testDescription: String,
        isStructural: Bool = true,
        _ steps: String,
        _ report: String
    ) -> FaultyFile {
        let text = """
            name: p
            input:
              schema:
                type: object
                required: [topic]
                properties:
                  topic: {type: string}
                  tone: {type: string}
              example: {topic: t}
            \(steps)
            """
        return FaultyFile(testDescription, isStructural: isStructural, text, report)
    }
}
