package import JSON
package import Providers

/// What a model step asks for depends on what it knows.
extension ModelStep {
    /// The models to ask, in order of preference.
    package func models(in scope: JSONValue) -> [ModelReference] {
        choices.first { $0.condition?.isTrue(in: scope) ?? true }?.models ?? []
    }
}

extension TokenBudget {
    /// Tokens that the answer may have; a number that is not there, or is none, counts as 0.
    package func tokens(in scope: JSONValue) -> Int {
        let factor = times?.value(in: scope).number ?? 0
        let tokens = Double(base) + Double(each) * max(0, factor.rounded(.up))
        return tokens < Double(most) ? Int(tokens) : most
    }
}
