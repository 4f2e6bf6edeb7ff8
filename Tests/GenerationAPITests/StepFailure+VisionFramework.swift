/// Of vision-framework: without its last two steps it is complete.
extension StepFailure {
    static let visionFramework = required + optional

    private static let required = [
        StepFailure(
            testDescription: "framework is refused",
            system: .visionFramework,
            takes: ["framework": [.fails(.providerAuth)]],
            told: [building, "step_error framework: It failed", "error: It failed"],
            missing: ["framework", "validation", "one_pager", "qa", "scoring"],
            failures: [("framework", "provider_auth")]
        ),
        StepFailure(
            testDescription: "framework is overloaded three times",
            system: .visionFramework,
            takes: ["framework": [.fails(.providerOverloaded)]],
            told: [
                building, "step_start framework: Trying again: It failed", building,
                "step_start framework: Trying again: It failed", building,
                "step_error framework: It failed", "error: It failed",
            ],
            missing: ["framework", "validation", "one_pager", "qa", "scoring"],
            failures: [("framework", "provider_overloaded")],
            retries: ["framework": 2]
        ),
        StepFailure(
            testDescription: "validation passes nothing",
            system: .visionFramework,
            takes: ["framework": [Take(ShippedSystem.faultyFramework)]],
            told: framed.dropLast() + repairing + repaired + repairing + repaired
                + ["step_error validation: \(doubled)", "error: \(doubled)"],
            missing: ["validation", "one_pager", "qa", "scoring"],
            result: ["framework"],
            failures: [("validation", "output_check_failed")],
            retries: ["validation": 2]
        ),
        StepFailure(
            testDescription: "a repair for the validation is refused",
            system: .visionFramework,
            takes: ["framework": [Take(ShippedSystem.faultyFramework), .fails(.providerAuth)]],
            told: framed.dropLast() + repairing
                + [
                    "step_error framework: It failed", "step_error validation: It failed", "error: It failed",
                ],
            missing: ["validation", "one_pager", "qa", "scoring"],
            result: ["framework"],
            failures: [("framework", "provider_auth"), ("validation", "provider_auth")],
            retries: ["validation": 1]
        ),
        StepFailure(
            testDescription: "one_pager is refused while the others run",
            system: .visionFramework,
            takes: ["one_pager": [Take("# Ne", in: 2, .fails(.providerAuth))]],
            told: framed + beside + ["step_error one_pager: It failed", "error: It failed"],
            missing: ["one_pager", "qa", "scoring"],
            result: ["framework"],
            failures: [("one_pager", "provider_auth")]
        ),
        StepFailure(
            testDescription: "one_pager fails when the others are over",
            system: .visionFramework,
            takes: ["one_pager": [Take("# Near", in: 6, .fails(.providerContentFiltered))]],
            told: framed + beside + [
                reviewed, scored, "step_error one_pager: It failed", "error: It failed",
            ],
            missing: ["one_pager"],
            result: ["framework", "qa", "scores"],
            failures: [("one_pager", "provider_content_filtered")]
        ),
    ]

    private static let optional = [
        StepFailure(
            testDescription: "qa is refused",
            system: .visionFramework,
            takes: ["qa": [Take("{", in: 1, .fails(.providerAuth))]],
            told: framed + beside + [
                "step_error qa: It failed", summed, scored, "complete framework onePager scores",
            ],
            isComplete: true,
            missing: ["qa"],
            result: ["framework", "onePager", "scores"],
            failures: [("qa", "provider_auth")]
        ),
        StepFailure(
            testDescription: "scoring is refused",
            system: .visionFramework,
            takes: ["scoring": [Take("{", in: 1, .fails(.providerAuth))]],
            told: framed + beside + [
                "step_error scoring: It failed", summed, reviewed, "complete framework onePager qa",
            ],
            isComplete: true,
            missing: ["scoring"],
            result: ["framework", "onePager", "qa"],
            failures: [("scoring", "provider_auth")]
        ),
        StepFailure(
            testDescription: "qa and scoring fail, the one after the other, and last of all",
            system: .visionFramework,
            takes: [
                "qa": [Take("{", in: 5, .fails(.providerTLS))],
                "scoring": [Take("{", in: 6, .fails(.providerRefusedRequest))],
            ],
            told: framed + beside + [
                summed, "step_error qa: It failed", "step_error scoring: It failed",
                "complete framework onePager",
            ],
            isComplete: true,
            missing: ["qa", "scoring"],
            result: ["framework", "onePager"],
            failures: [("qa", "provider_tls"), ("scoring", "provider_refused_request")]
        ),
    ]

    private static let building = "step_start framework: Building the framework..."
    private static let correcting = "step_start framework: Correcting the framework..."
    private static let ready = "step_complete framework: Framework ready: Nearer islands"
    private static let framed = [
        building, ready, "step_start validation: Validating the structure...",
        "step_complete validation: The structure is valid",
    ]
    private static let beside = [
        "step_start one_pager: Writing the executive summary...", "step_start qa: Reviewing the framework...",
        "step_start scoring: Scoring each section...",
    ]
    private static let summed = "step_complete one_pager: Summary ready"
    private static let reviewed = "step_complete qa: Review done: It can be shown as it is."
    private static let scored = "step_complete scoring: Scored: 80 of 100"
    private static let doubled =
        "The result did not pass its check: /values must not repeat an item, but 0 and 2 are equal"
    private static let repairing = ["step_start validation: Trying again: \(doubled)", correcting]
    private static let repaired = [ready, "step_start validation: Validating the structure..."]
}
