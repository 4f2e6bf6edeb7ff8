/// Tokens of one model call, or of several added up.
package struct Usage: Equatable, Sendable {
    /// Tokens of the prompt, those from the cache and those written to it not included.
    package var input = 0
    package var cachedInput = 0
    package var cacheWrite = 0
    /// Tokens of the answer, reasoning not included.
    package var output = 0
    package var reasoning = 0
    /// Whether any of it was estimated because the provider did not say.
    package var isEstimated = false

    package init(input: Int = 0, output: Int = 0) {
        self.input = input
        self.output = output
    }

    /// Tokens of the whole prompt, as OpenTelemetry counts them.
    package var inputTotal: Int { input + cachedInput + cacheWrite }
    /// Tokens of everything that the model made.
    package var outputTotal: Int { output + reasoning }

    package static func += (total: inout Usage, part: Usage) {
        total.input += part.input
        total.cachedInput += part.cachedInput
        total.cacheWrite += part.cacheWrite
        total.output += part.output
        total.reasoning += part.reasoning
        total.isEstimated = total.isEstimated || part.isEstimated
    }
}
