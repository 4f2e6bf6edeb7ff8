internal import Events
internal import JSON
internal import Providers

extension ModelStep {
    func models(in scope: JSONValue) -> [ModelReference] {
        choices.first { $0.condition?.isTrue(in: scope) ?? true }?.models ?? []
    }
}

extension TokenBudget {
    func tokens(in scope: JSONValue) -> Int {
        min(most, base + each * Int(times?.value(in: scope).integer ?? 0))
    }
}

extension RetryPolicy {
    func wait(after attempt: Int, random: inout some RandomNumberGenerator) -> Duration {
        let whole = min(longest, first * (1 << (attempt - 1)))
        return whole * Double.random(in: 0.5...1, using: &random)
    }
}

extension StepOutput {
    static func violations(_ step: CheckStep, _ scope: JSONValue) -> [RuleViolation] {
        let value = step.value.value(in: scope) ?? .null
        return step.rules.flatMap { $0.violations(of: value) }
    }

    static func fault(_ violations: [RuleViolation]) -> GenerationFault {
            let sentence = "The result did not pass its check"
            return GenerationFault(
                .outputCheckFailed,
                "\(sentence): \(violations.map(\.message).joined(separator: "; "))",
                redacted: "\(sentence): \(violations.map(\.redacted).joined(separator: "; "))"
            )
    }
}
