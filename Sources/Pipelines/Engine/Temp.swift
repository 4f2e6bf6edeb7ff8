internal import Events
internal import JSON

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
