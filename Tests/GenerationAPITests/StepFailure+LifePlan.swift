/// Of life-plan: its days are told as they come, whether or not the whole is any good.
extension StepFailure {
    static let lifePlan = [
        StepFailure(
            testDescription: "plan is refused",
            system: .lifePlan,
            takes: ["plan": [.fails(.providerAuth)]],
            told: planning + ["error: It failed"],
            missing: ["plan", "verification"],
            failures: [("plan", "provider_auth")]
        ),
        StepFailure(
            testDescription: "plan breaks off three times before its first day is complete",
            system: .lifePlan,
            takes: [
                "plan": [Take(String(ShippedSystem.plan.prefix(150)), in: 2, .fails(.providerConnection))]
            ],
            told: planning + again + again + ["error: It failed"],
            missing: ["plan", "verification"],
            failures: [("plan", "provider_connection")],
            retries: ["plan": 2]
        ),
        StepFailure(
            testDescription: "verification passes nothing",
            system: .lifePlan,
            takes: ["plan": [Take(ShippedSystem.plan(days: [1, 3, 2]))]],
            told: planning + planned + [
                "status: Verifying 3 days...", "status: Trying again: \(unordered)",
                "status: Correcting the plan...",
            ] + planned + ["status: Verifying 3 days...", "error: \(unordered)"],
            missing: ["verification"],
            result: ["title", "summary", "days"],
            failures: [("verification", "output_check_failed")],
            retries: ["verification": 1]
        ),
        StepFailure(
            testDescription: "a repair for the verification is refused",
            system: .lifePlan,
            takes: ["plan": [Take(ShippedSystem.plan(days: [1, 3, 2])), .fails(.providerAuth)]],
            told: planning + planned + [
                "status: Verifying 3 days...", "status: Trying again: \(unordered)",
                "status: Correcting the plan...",
                "error: It failed",
            ],
            missing: ["verification"],
            result: ["title", "summary", "days"],
            failures: [("plan", "provider_auth"), ("verification", "provider_auth")],
            retries: ["verification": 1]
        ),
    ]

    private static let planning = ["status: Starting generation...", "status: Planning 3 days..."]
    private static let again = ["status: Trying again: It failed", "status: Planning 3 days..."]
    private static let planned = [
        "day_complete 1", "day_complete 2", "day_complete 3", "status: Plan written: Quiet nights",
    ]
    private static let unordered =
        "The result did not pass its check: element 2 must have \"day\" 2, it has 3"
}
