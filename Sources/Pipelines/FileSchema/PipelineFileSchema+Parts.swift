internal import JSON

extension PipelineFileSchema {
    /// Mappings inside steps.
    static var stepParts: [(String, SchemaForm)] {
        [
            (
                "progress",
                .mapping([
                    .required("start", "The percentage at its beginning.", .percent),
                    SchemaKey("complete", "The percentage at its end.", .percent),
                ])
            ),
            (
                "retry",
                .mapping([
                    .required(
                        "attempts",
                        "How often each model is asked, the first time included.",
                        .integer(2...10)
                    ),
                    SchemaKey(
                        "wait",
                        "Before the second attempt; doubled before each further one.",
                        .duration
                    ),
                    SchemaKey("longest", "What is never waited longer than.", .duration),
                    SchemaKey(
                        "on",
                        "Types of errors, or domains of them; all that may pass, if left out.",
                        .list(1...RetryDecoder.names.count, of: .choice(RetryDecoder.names))
                    ),
                ])
            ),
            (
                "choice",
                .mapping([
                    SchemaKey("when", "It is taken if this is true; the last choice has none.", .expression),
                    .required("use", "PROVIDER/MODEL in order of preference.", .list(1...8, of: .model)),
                ])
            ),
            (
                "budget",
                .mapping([
                    .required("base", "Tokens in any case.", tokens),
                    .required("each", "Tokens for each of `times`.", tokens),
                    .required("times", "An expression that is a number.", .expression),
                    .required("most", "Tokens at most.", tokens),
                ])
            ),
            (
                "timeouts",
                .mapping([
                    SchemaKey("first_token", "Until the first text.", .duration),
                    SchemaKey("idle", "Between two pieces of text.", .duration),
                    SchemaKey("total", "For the whole call.", .duration),
                ])
            ),
            (
                "hedge",
                .mapping([
                    .required(
                        "after",
                        "How long nothing is said until then; usual: twice what the model normally takes.",
                        .either(.choice([ModelStepDecoder.usual]), .duration)
                    )
                ])
            ),
            (
                "min_rate",
                .mapping([
                    .required(
                        "characters_per_second",
                        "With less than that the next model is asked.",
                        .integer(ModelStepDecoder.rates)
                    ),
                    .required("over", "In each stretch of this length.", .duration),
                ])
            ),
            (
                "elements",
                .mapping([
                    .required("list", "The member of the answer that is the list.", .text),
                    SchemaKey("count", "An expression: how many elements there will be.", .expression),
                    SchemaKey(
                        "continue",
                        "How an answer is gone on with that was cut.",
                        .reference("continuation")
                    ),
                ])
            ),
            (
                "continuation",
                .mapping([
                    .required("rounds", "How often.", .integer(1...20)),
                    .required("prompt", "Asks for the rest; knows `written` and `kept`.", .template),
                ])
            ),
        ]
    }

    private static let tokens = SchemaForm.integer(1...ModelStepDecoder.tokensMax)

    /// Mappings inside checks.
    static var ruleParts: [(String, SchemaForm)] {
        [
            (
                "rules",
                .mapping(
                    [
                        SchemaKey("length", "Characters of a text.", .reference("range")),
                        SchemaKey("sections", "Headings that Markdown must have.", .list(1...64, of: .text)),
                        SchemaKey("forbidden", "Words that a text must not have.", .list(1...256, of: .text)),
                        SchemaKey("pattern", "A regular expression that is found in the text.", .text),
                        SchemaKey("schema", "A JSON Schema.", .jsonSchema),
                        SchemaKey("count", "Elements of a list.", .reference("range")),
                        SchemaKey(
                            "consecutive",
                            "Elements have a member that counts up by one.",
                            .reference("consecutive")
                        ),
                        SchemaKey(
                            "holds",
                            "Expressions that are true, over all that the step knows.",
                            .list(1...64, of: .expression)
                        ),
                    ],
                    ("minProperties", 1)
                )
            ),
            (
                "range",
                .mapping([
                    SchemaKey("min", "At least.", .integer(from: 0)),
                    SchemaKey("max", "At most.", .integer(from: 0)),
                ])
            ),
            (
                "consecutive",
                .mapping([
                    .required("member", "The member.", .text),
                    SchemaKey("from", "Its first value; 1, if left out.", .integer(from: 0)),
                ])
            ),
            (
                "repair",
                .mapping([
                    .required("step", "The earlier model step that is asked again.", .text),
                    .required("rounds", "How often.", .integer(1...10)),
                    .required(
                        "prompt",
                        "What it is asked; knows `reasons`, `previous` and `round`.",
                        .template
                    ),
                    SchemaKey("message", "What readers are told; knows the same.", .template),
                    SchemaKey(
                        "progress",
                        "The percentages of the first round's beginning and the last one's end.",
                        .reference("repair_progress")
                    ),
                ])
            ),
            (
                "repair_progress",
                .mapping([
                    .required("start", "The percentage at the beginning.", .percent),
                    .required("complete", "The percentage at the end.", .percent),
                ])
            ),
        ]
    }
}
