import Testing

/// A pipeline file with mistakes, and everything that its author is told.
struct FaultyFile: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let report: String

    static let all = heads + steps + graph + models + checks + transforms + routes

    init(_ testDescription: String, _ text: String, _ report: String) {
        self.testDescription = testDescription
        self.text = text
        self.report = report
    }

    /// A file that is sound but for its steps, which begin in line 10.
    static func steps(_ testDescription: String, _ steps: String, _ report: String) -> FaultyFile {
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
        return FaultyFile(testDescription, text, report)
    }
}
