import Testing

/// A client of a shipped system leaves while a certain step runs.
struct Leaving: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let system: ShippedSystem
    /// What its file says of clients that leave.
    let policy: String
    let takes: [String: [Take]]
    /// When the client leaves, and the step that runs then.
    let seconds: Double
    let step: String
    /// The steps whose runs are cut short if nobody comes back.
    var cut = 1

    static let all = content + visionFramework + lifePlan

    /// Some twenty lines, so that the step outlasts whoever waits ten seconds for its reader.
    private static func long(_ text: String) -> Take { Take(text, in: 24) }

    private static let content = [
        Leaving(
            testDescription: "the generator has said nothing yet",
            system: .content,
            policy: "cancel",
            takes: ["generator": [long(ShippedSystem.article)]],
            seconds: 0.5,
            step: "generator"
        ),
        Leaving(
            testDescription: "the generator writes",
            system: .content,
            policy: "cancel",
            takes: ["generator": [long(ShippedSystem.article)]],
            seconds: 2.5,
            step: "generator"
        ),
        Leaving(
            testDescription: "the generator waits before it tries again",
            system: .content,
            policy: "cancel",
            takes: [
                "generator": [Take("Wat", in: 2, .fails(.providerServerError)), long(ShippedSystem.article)]
            ],
            seconds: 2.1,
            step: "generator"
        ),
        Leaving(
            testDescription: "the validator has the draft revised",
            system: .content,
            policy: "cancel",
            takes: ["generator": [Take("Lorem ipsum"), long(ShippedSystem.article)]],
            seconds: 6.5,
            step: "validator",
            cut: 2
        ),
    ]

    private static let visionFramework =
        [
            Leaving(
                testDescription: "the framework is written",
                system: .visionFramework,
                policy: "{continue: 2m}",
                takes: ["framework": [long(ShippedSystem.framework)]],
                seconds: 2.5,
                step: "framework"
            ),
            Leaving(
                testDescription: "the framework is corrected for the validation",
                system: .visionFramework,
                policy: "{continue: 2m}",
                takes: ["framework": [Take(ShippedSystem.faultyFramework), long(ShippedSystem.framework)]],
                seconds: 6.5,
                step: "validation",
                cut: 2
            ),
            Leaving(
                testDescription: "all three are under way",
                system: .visionFramework,
                policy: "{continue: 2m}",
                takes: [
                    "one_pager": [long(ShippedSystem.onePager)], "qa": [long(ShippedSystem.review)],
                    "scoring": [long(ShippedSystem.scores)],
                ],
                seconds: 6.5,
                step: "one_pager",
                cut: 3
            ),
        ] + ["one_pager", "qa", "scoring"].map(alone)

    /// The other two of the three are over.
    private static func alone(_ step: String) -> Leaving {
        Leaving(
            testDescription: "only \(step) is under way",
            system: .visionFramework,
            policy: "{continue: 2m}",
            takes: [step: [long(ShippedSystem.visionFramework.answers[step] ?? "")]],
            seconds: 8.5,
            step: step
        )
    }

    private static let lifePlan = [
        Leaving(
            testDescription: "the plan is written",
            system: .lifePlan,
            policy: "{continue: 5m}",
            takes: ["plan": [long(ShippedSystem.plan)]],
            seconds: 2.5,
            step: "plan"
        ),
        Leaving(
            testDescription: "the plan was cut and is gone on with",
            system: .lifePlan,
            policy: "{continue: 5m}",
            takes: [
                "plan": [
                    Take(String(ShippedSystem.plan.prefix(700)), in: 4, .finishes(.length)),
                    long(ShippedSystem.plan(days: [3])),
                ]
            ],
            seconds: 6.5,
            step: "plan"
        ),
        Leaving(
            testDescription: "the plan is corrected for the verification",
            system: .lifePlan,
            policy: "{continue: 5m}",
            takes: ["plan": [Take(ShippedSystem.plan(days: [1, 2])), long(ShippedSystem.plan)]],
            seconds: 6.5,
            step: "verification",
            cut: 2
        ),
    ]
}
