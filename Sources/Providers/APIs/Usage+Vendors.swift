internal import Events
internal import JSON

/// Tokens by each vendor's own rules.
extension Usage {
    /// Where the total has tokens of other kinds in it, as OpenAI and Google count: what is left of it is of the plain kind.
    init(inputTotal: Int, cached: Int, cacheWrite: Int = 0, outputTotal: Int, reasoning: Int) {
        self.init(
            input: max(0, inputTotal - cached - cacheWrite),
            output: max(0, outputTotal - reasoning)
        )
        cachedInput = cached
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
    }

    /// What tokenisers make of English, roughly: for tokens that nobody has counted.
    static func estimate(promptBytes: Int, answerBytes: Int) -> Usage {
        var usage = Usage(input: tokens(promptBytes), output: tokens(answerBytes))
        usage.isEstimated = true
        return usage
    }

    private static func tokens(_ bytes: Int) -> Int { (bytes + 3) / 4 }
}
