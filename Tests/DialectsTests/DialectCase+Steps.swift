import Events
import JSON

extension DialectCase {
    private static let used =
        #","usage":{"input_tokens":100,"cached_input_tokens":5,"cache_write_tokens":0,"#
        + #""output_tokens":20,"reasoning_tokens":0,"estimated":true},"#
        + costed

    /// What steps say that are steps of the pipeline.
    static let steps: [DialectCase] = begins + progresses + completes

    private static let begins: [DialectCase] = [
        DialectCase(
            "generation_start",
            .generationStart(
                Event.GenerationStart(
                    generation: generation,
                    steps: [(step: 0, expected: .milliseconds(1_234)), (step: 1, expected: .seconds(1))]
                )
            ),
            penstock: block(
                "generation_start",
                #""generation":"\#(generation)","pipeline":"content","version":"abc","steps":["#
                    + #"{"id":"generator","label":"Generate \"it\"","icon":"pen","expected_ms":1234},"#
                    + #"{"id":"hidden","label":"Hidden","expected_ms":1000}]"#
            ),
            plan: data(#"{"type":"status","message":"Starting generation..."}"#)
        ),
        DialectCase(
            "queued",
            .queued(position: 3, wait: .microseconds(12_345_999)),
            penstock: block("queued", #""position":3,"wait_ms":12345"#),
            plan: data(#"{"type":"status","message":"Waiting for other plans: place 3 in line..."}"#)
        ),
        DialectCase(
            "queued for nobody knows how long",
            .queued(position: 1, wait: nil),
            penstock: block("queued", #""position":1"#),
            plan: data(#"{"type":"status","message":"Waiting for other plans: place 1 in line..."}"#)
        ),
        DialectCase(
            "step_start of a model",
            .stepStart(
                Event.StepStart(step: 0, attempt: 2, message: "Go\n\u{2028}…", model: "simulator/writer")
            ),
            penstock: block(
                "step_start",
                #""step":"generator","attempt":2,"label":"Generate \"it\"","icon":"pen","message":"Go\n"#
                    + "\u{2028}…\",\"model\":\"simulator/writer\""
            ),
            content:
                "\(head)progress\ndata: {\"stage\":\"generator\",\"message\":\"Go\\n\u{2028}…\","
                + "\"progress\":30}\n\n",
            vision: data(
                "{\"type\":\"step_start\",\"step\":\"generator\",\"message\":\"Go\\n\u{2028}…\"}"
            ),
            plan: data("{\"type\":\"status\",\"message\":\"Go\\n\u{2028}…\"}")
        ),
        DialectCase(
            "step_start of a step without percentages",
            .stepStart(
                Event.StepStart(step: 1, attempt: 1, message: "m", model: nil, remaining: .seconds(61))
            ),
            penstock: block(
                "step_start",
                #""step":"hidden","attempt":1,"label":"Hidden","message":"m","remaining_ms":61000"#
            ),
            vision: data(#"{"type":"step_start","step":"hidden","message":"m"}"#),
            plan: data(#"{"type":"status","message":"m"}"#)
        ),
    ]

    private static let progresses: [DialectCase] = [
        DialectCase(
            "partial",
            .partial(Event.Partial(step: 0, attempt: 1, path: JSONPointer(tokens: ["title"]), value: "T\n")),
            penstock: block(
                "partial",
                #""step":"generator","attempt":1,"path":"/title","value":"T\n""#
            )
        ),
        DialectCase(
            "partial that is an element",
            .partial(
                Event.Partial(
                    step: 0,
                    attempt: 2,
                    path: JSONPointer(tokens: ["days", "2"]),
                    value: ["day": 3],
                    element: (index: 2, count: 7)
                )
            ),
            penstock: block(
                "partial",
                #""step":"generator","attempt":2,"path":"/days/2","value":{"day":3},"element":2,"elements":7"#
            ),
            plan: data(#"{"type":"day_complete","day":3,"total":7}"#)
        ),
        DialectCase(
            "draft",
            .draft(Event.Draft(step: 0, message: "There", text: "a\r\nb 🌊 \u{1}")),
            penstock: block("draft", #""step":"generator","message":"There","text":"a\r\nb 🌊 \u0001""#),
            content: "\(head)draft\n"
                + #"data: {"stage":"generator","message":"There","progress":50,"draft":"a\r\nb 🌊 \u0001"}"#
                + "\n\n"
        ),
        DialectCase(
            "draft of a step without percentages",
            .draft(Event.Draft(step: 1, message: "", text: "")),
            penstock: block("draft", #""step":"hidden","message":"","text":"""#),
            content: "\(head)draft\n"
                + #"data: {"stage":"hidden","message":"","progress":41,"draft":""}"# + "\n\n"
        ),
        DialectCase(
            "step_progress",
            .stepProgress(Event.StepProgress(step: 0, fraction: 0.25, remaining: .seconds(9))),
            penstock: block("step_progress", #""step":"generator","fraction":0.250,"remaining_ms":9000"#),
            vision: data(#"{"type":"progress","step":"generator","progress":41}"#)
        ),
        DialectCase(
            "step_retry",
            .stepRetry(
                Event.StepRetry(
                    step: 0,
                    attempt: 1,
                    fault: GenerationFault(.providerConnection, "It \"hung\" up"),
                    wait: .milliseconds(750),
                    model: "simulator/other"
                )
            ),
            penstock: block(
                "step_retry",
                #""step":"generator","attempt":1,"error_type":"provider_connection","#
                    + #""message":"It \"hung\" up","retryable":true,"wait_ms":750,"model":"simulator/other""#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"generator","message":"Trying again: It \"hung\" up","progress":30}"#
                + "\n\n",
            vision: data(
                #"{"type":"step_start","step":"generator","message":"Trying again: It \"hung\" up"}"#
            ),
            plan: data(#"{"type":"status","message":"Trying again: It \"hung\" up"}"#)
        ),
        DialectCase(
            "step_retry that keeps what is complete",
            .stepRetry(
                Event.StepRetry(
                    step: 1,
                    attempt: 2,
                    fault: GenerationFault(.outputLength, "Cut"),
                    wait: .zero,
                    model: nil,
                    kept: 4
                )
            ),
            penstock: block(
                "step_retry",
                #""step":"hidden","attempt":2,"error_type":"output_length","message":"Cut","#
                    + #""retryable":false,"wait_ms":0,"kept":4"#
            ),
            vision: data(#"{"type":"step_start","step":"hidden","message":"Trying again: Cut"}"#),
            plan: data(#"{"type":"status","message":"Continuing after day 4: Cut"}"#)
        ),
    ]

    private static let completes: [DialectCase] = [
        DialectCase(
            "step_complete",
            .stepComplete(
                Event.StepComplete(
                    step: 0,
                    attempt: 1,
                    duration: .microseconds(1_999_999),
                    output: ["a": [1, .null]],
                    usage: usage,
                    cost: cost
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"generator","attempt":1,"duration_ms":1999,"output":{"a":[1,null]}"# + used
            ),
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":1999,"data":{"a":[1,null]}}"#
            )
        ),
        DialectCase(
            "step_complete with a message",
            .stepComplete(
                Event.StepComplete(
                    step: 1,
                    attempt: 1,
                    message: "Found \"5\"",
                    duration: .zero,
                    output: "x",
                    usage: Usage(),
                    remaining: .milliseconds(1)
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"hidden","attempt":1,"message":"Found \"5\"","duration_ms":0,"remaining_ms":1,"output":"x""#
            ),
            vision: data(
                #"{"type":"step_complete","step":"hidden","message":"Found \"5\"","duration":0,"data":"x"}"#
            ),
            plan: data(#"{"type":"status","message":"Found \"5\""}"#)
        ),
        DialectCase(
            "step_skip",
            .stepSkip(Event.StepSkip(step: 1, reason: "It is not needed")),
            penstock: block("step_skip", #""step":"hidden","reason":"It is not needed""#)
        ),
        DialectCase(
            "step_error",
            .stepError(Event.StepError(step: 0, attempt: 1, fault: GenerationFault(.timeoutIdle, "Silence"))),
            penstock: block(
                "step_error",
                #""step":"generator","attempt":1,"error_type":"timeout_idle","message":"Silence","#
                    + #""retryable":true"#
            ),
            vision: data(#"{"type":"step_error","step":"generator","message":"Silence"}"#)
        ),
        DialectCase(
            "step_error of an optional step",
            .stepError(
                Event.StepError(
                    step: 1,
                    attempt: 3,
                    fault: GenerationFault(.providerAuth, "No key"),
                    usage: Usage(input: 3),
                    isOptional: true
                )
            ),
            penstock: block(
                "step_error",
                #""step":"hidden","attempt":3,"error_type":"provider_auth","message":"No key","#
                    + #""retryable":false,"optional":true,"usage":{"input_tokens":3,"#
                    + #""cached_input_tokens":0,"cache_write_tokens":0,"output_tokens":0,"#
                    + #""reasoning_tokens":0,"estimated":false}"#
            ),
            vision: data(#"{"type":"step_error","step":"hidden","message":"No key"}"#),
            plan: data(#"{"type":"status","message":"Going on without this: No key"}"#)
        ),
    ]
}
