internal import JSON

extension PipelineFileSchema {
    static var steps: [(String, SchemaForm)] {
        [
            (
                "step",
                .mapping(
                    told: "kind",
                    apart: StepKind.allCases.map { ($0.rawValue, "\($0.rawValue)_step") }
                )
            ),
            ("model_step", .mapping(head(.model) + graph + told + [retry] + model, elementsNeedSchema)),
            ("check_step", .mapping(head(.check) + graph + told + check)),
            (
                "transform_step",
                .mapping(head(.transform) + graph + told + transform, oneOutput, formatOfText)
            ),
            ("for_each_step", .mapping(head(.forEach) + graph + told + forEach)),
            (
                "body",
                .mapping(told: "kind", apart: [("model", "model_body"), ("transform", "transform_body")])
            ),
            ("model_body", .mapping(head(.model) + [message, retry] + model, elementsNeedSchema)),
            ("transform_body", .mapping(head(.transform) + [message] + transform, oneOutput, formatOfText)),
        ]
    }

    private static let elementsNeedSchema = (
        name: "dependencies", value: ["elements": ["schema"]] as JSONValue
    )
    private static let formatOfText = (
        name: "dependencies",
        value: ["format": ["anyOf": [["required": ["template"]], ["required": ["fields"]]]]] as JSONValue
    )
    private static let oneOutput = (
        name: "oneOf",
        value: [
            ["required": ["template"]], ["required": ["fields"]], ["required": ["value"]],
            ["required": ["values"]], ["required": ["merge"]],
        ] as JSONValue
    )

    private static func head(_ kind: StepKind) -> [SchemaKey] {
        [
            .required("id", "What the step is called: templates know its output as steps.ID.", .identifier),
            .required("kind", "What it does.", .choice([kind.rawValue])),
            SchemaKey("label", "What people call it; its id, if left out.", .text),
            SchemaKey("icon", "What clients show beside it.", .text),
            SchemaKey("typical", "How long it takes, until that is learned.", .duration),
        ]
    }

    private static var graph: [SchemaKey] {
        [
            SchemaKey(
                "progress",
                "The percentages that dialects show which prescribe them.",
                .reference("progress")
            ),
            SchemaKey(
                "needs",
                "The earlier steps that must be over before it begins; all, if left out.",
                .list(0...PipelineDecoder.stepsMax, of: .text)
            ),
            SchemaKey("when", "It is skipped unless this expression is true.", .expression),
            SchemaKey("optional", "Whether the generation goes on when it fails.", .bool),
        ]
    }

    private static let message = SchemaKey("message", "What readers are told while it runs.", .template)

    private static var told: [SchemaKey] {
        [
            message,
            SchemaKey(
                "completed",
                "What readers are told of what it has made, which is `output`.",
                .template
            ),
        ]
    }

    private static let retry = SchemaKey("retry", "What is tried again, and when.", .reference("retry"))

    private static var model: [SchemaKey] {
        [
            .required(
                "models",
                "PROVIDER/MODEL in order of preference, or such lists with conditions.",
                .either(.list(1...8, of: .model), .list(1...8, of: .reference("choice")))
            ),
            SchemaKey("system", "The system prompt.", .template),
            .required("prompt", "The prompt, over `input` and the outputs of earlier steps.", .template),
            SchemaKey("schema", "The JSON Schema that the answer must satisfy.", .jsonSchema),
            SchemaKey(
                "max_tokens",
                "How many tokens the answer may have.",
                .either(.integer(1...ModelStepDecoder.tokensMax), .reference("budget"))
            ),
            SchemaKey("temperature", "From 0 (always the likeliest) to 2.", .number(0...2)),
            SchemaKey("timeouts", "How long a call may take.", .reference("timeouts")),
            SchemaKey("hedge", "Asks the next model too when the first is late.", .reference("hedge")),
            SchemaKey("min_rate", "What a model must say to be heard on.", .reference("min_rate")),
            SchemaKey("draft", "Shows the whole text as a draft, with this message.", .template),
            SchemaKey("elements", "A list of the answer that is told by elements.", .reference("elements")),
        ]
    }

    private static var check: [SchemaKey] {
        [
            .required("value", "What is checked: a path such as steps.draft.", .path),
            .required("rules", "What it must satisfy, all of it.", .reference("rules")),
            SchemaKey("repair", "A model that is asked again when the check fails.", .reference("repair")),
        ]
    }

    private static var transform: [SchemaKey] {
        [
            SchemaKey("template", "A text.", .template),
            SchemaKey("fields", "An object of texts.", .named(.template)),
            SchemaKey("value", "The value of an expression.", .expression),
            SchemaKey("values", "An object of values of expressions.", .named(.expression)),
            SchemaKey("merge", "Objects made one object, or lists made one list.", .list(1...64, of: .path)),
            SchemaKey(
                "format",
                "How a text is tidied, and the values in it are escaped; json makes it a value.",
                .choice(TextFormat.allCases.map(\.rawValue))
            ),
        ]
    }

    private static var forEach: [SchemaKey] {
        [
            .required("over", "The list whose elements it runs for: a path.", .path),
            SchemaKey("as", "What its step knows the element by; item, if left out.", .identifier),
            SchemaKey("at_once", "How many may run at once; 4, if left out.", .integer(1...32)),
            SchemaKey("most", "More elements fail the step; 100, if left out.", .integer(1...1_000)),
            .required("step", "The step that is run; it also knows `index`, from 0.", .reference("body")),
        ]
    }
}
