internal import Events
internal import JSON

extension StepOutput {
    /// What is wrong with the value that `step` checks; nothing if it passes.
    static func violations(_ step: CheckStep, _ scope: JSONValue) -> [RuleViolation] {
        let value = step.value.value(in: scope) ?? .null
        return step.rules.flatMap { $0.violations(of: value, in: scope) }
    }
}

extension GenerationFault {
    /// A check that found something.
    init(failing violations: [RuleViolation]) {
        let sentence = "The result did not pass its check"
        self.init(
            .outputCheckFailed,
            "\(sentence): \(violations.map(\.message).joined(separator: "; "))",
            redacted: "\(sentence): \(violations.map(\.redacted).joined(separator: "; "))"
        )
    }
}
