/// In which of several ways a request is written: where vendors and servers of one wire format differ.
package struct RequestTerms: Equatable, Sendable {
    /// How an answer is asked for that must be JSON.
    var structure = Structure.schema
    /// Whether the request says how adventurous the model may be; some models allow no choice.
    var hasTemperature = true
    /// Whether tokens are asked for that the vendor would not count by itself.
    var asksForUsage = true
    /// Whether the budget has the name that it had before models reasoned, which most servers but the vendor's own know.
    var hasOldTokenLimit = false
    /// Whether its other name has been tried: who refuses both means something else.
    var hasTriedOtherLimit = false
    /// What a model that reasons may think, in tokens, beside what it may answer.
    var reasoningTokens = 0
    /// Whether it is told so; some models cannot be, and others do not think.
    var boundsReasoning = true

    /// From the strictest to what every model understands.
    package enum Structure: String, CaseIterable, Sendable {
        /// The vendor holds the model to the schema.
        case schema
        /// The server holds the model to JSON, and is told the schema beside it.
        case object
        /// The schema stands in the prompt, and nobody holds the model to it but us.
        case prompt

        var weaker: Structure? {
            switch self {
            case .schema: .object
            case .object: .prompt
            case .prompt: nil
            }
        }
    }

    /// The terms to try next when a server has refused these; nil if it refused something else.
    func conceding(to refusal: VendorError, isStructured: Bool) -> RequestTerms? {
        var terms = self
        let tokenLimit = hasOldTokenLimit ? "max_tokens" : "max_completion_tokens"
        if hasTemperature, refusal.concerns("temperature") {
            terms.hasTemperature = false
        } else if asksForUsage, refusal.concerns("stream_options") {
            terms.asksForUsage = false
        } else if !hasTriedOtherLimit, refusal.concerns(tokenLimit) {
            terms.hasOldTokenLimit.toggle()
            terms.hasTriedOtherLimit = true
        } else if boundsReasoning, refusal.concerns("thinking") {
            terms.boundsReasoning = false
        } else if isStructured, let weaker = structure.weaker, refusal.mayConcernStructure {
            terms.structure = weaker
        } else {
            return nil
        }
        return terms
    }
}
