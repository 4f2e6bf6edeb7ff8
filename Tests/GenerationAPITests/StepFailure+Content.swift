/// Of content: neither its first step nor any template can fail but by what models say.
extension StepFailure {
    static let content = [
        StepFailure(
            testDescription: "generator is refused",
            system: .content,
            takes: ["generator": [.fails(.providerAuth)]],
            told: drafting + failed("It failed"),
            missing: ["generator", "formatter", "validator"],
            failures: [("generator", "provider_auth")]
        ),
        StepFailure(
            testDescription: "generator fails three times",
            system: .content,
            takes: ["generator": [Take("Wat", in: 2, .fails(.providerServerError))]],
            told: drafting + again + again + failed("It failed"),
            missing: ["generator", "formatter", "validator"],
            failures: [("generator", "provider_server_error")],
            retries: ["generator": 2]
        ),
        StepFailure(
            testDescription: "formatter has too much to format",
            system: .content,
            takes: ["generator": [Take([String(repeating: "water ", count: 200_000)])]],
            told: drafted + [formatting] + failed("The input makes a text that is too long"),
            missing: ["formatter", "validator"],
            failures: [("formatter", "caller_too_large")]
        ),
        StepFailure(
            testDescription: "validator passes nothing",
            system: .content,
            takes: ["generator": [Take(forbidden)]],
            told: drafted + [formatting, validating, revising(85), revised(90), revising(90), revised(95)]
                + failed("The result did not pass its check: it must not contain \"as an AI\""),
            missing: ["validator"],
            failures: [("validator", "output_check_failed")],
            retries: ["validator": 2]
        ),
        StepFailure(
            testDescription: "a repair for the validator is refused",
            system: .content,
            takes: ["generator": [Take(forbidden), .fails(.providerAuth)]],
            told: drafted + [formatting, validating, revising(85)] + failed("It failed"),
            missing: ["validator"],
            failures: [("generator", "provider_auth"), ("validator", "provider_auth")],
            retries: ["validator": 1]
        ),
    ]

    private static let forbidden = "As an AI, I find that water always takes the easiest way."
    private static let drafting = [
        "progress load_prompts 10: Loading prompt templates...",
        "progress generator 30: Generating content using writer...",
    ]
    private static let drafted = drafting + ["draft generator 50: Initial draft generated"]
    private static let again = [
        "progress generator 30: Trying again: It failed",
        "progress generator 30: Generating content using writer...",
    ]
    private static let formatting = "progress formatter 60: Formatting content to requirements..."
    private static let validating = "progress validator 80: Validating formatted content..."

    private static func revising(_ percent: Int) -> String {
        "progress retry \(percent): Revising the draft, as it did not pass validation..."
    }

    private static func revised(_ percent: Int) -> String {
        "progress retry \(percent): Revised draft generated"
    }

    private static func failed(_ message: String) -> [String] {
        ["progress fail 100: Content generation failed", "error: \(message)"]
    }
}
