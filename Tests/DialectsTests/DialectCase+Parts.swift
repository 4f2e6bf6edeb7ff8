import Events
import JSON

extension DialectCase {
    /// What the rounds of a repair say, and the elements of a for-each.
    static let parts: [DialectCase] = rounds + elements

    private static let round = Event.Part(parent: 2, index: 1, count: 3)
    private static let inRound = #""parent":"validator","index":1,"count":3"#
    private static let element = Event.Part(parent: 3, index: 4, count: 9)
    private static let inElement = #""parent":"each","index":4,"count":9"#

    private static func retry(_ message: String, _ percent: Int) -> String {
        "\(head)progress\ndata: {\"stage\":\"retry\",\"message\":\"\(message)\",\"progress\":\(percent)}\n\n"
    }

    private static let rounds: [DialectCase] = [
        DialectCase(
            "step_retry of the check that wants a round",
            .stepRetry(
                Event.StepRetry(
                    step: 2,
                    attempt: 2,
                    fault: GenerationFault(.outputCheckFailed, "It is short"),
                    wait: .zero,
                    model: nil
                )
            ),
            penstock: block(
                "step_retry",
                #""step":"validator","attempt":2,"error_type":"output_check_failed","#
                    + #""message":"It is short","retryable":true,"wait_ms":0"#
            ),
            vision: data(#"{"type":"step_start","step":"validator","message":"Trying again: It is short"}"#),
            plan: data(#"{"type":"status","message":"Trying again: It is short"}"#)
        ),
        DialectCase(
            "step_start of the check behind a round",
            .stepStart(Event.StepStart(step: 2, attempt: 2, message: "m", model: nil)),
            penstock: block(
                "step_start",
                #""step":"validator","attempt":2,"label":"Validate","message":"m""#
            ),
            vision: data(#"{"type":"step_start","step":"validator","message":"m"}"#),
            plan: data(#"{"type":"status","message":"m"}"#)
        ),
        DialectCase(
            "step_start of the check",
            .stepStart(Event.StepStart(step: 2, attempt: 1, message: "m", model: nil)),
            penstock: block(
                "step_start",
                #""step":"validator","attempt":1,"label":"Validate","message":"m""#
            ),
            content: "\(head)progress\ndata: {\"stage\":\"validator\",\"message\":\"m\",\"progress\":80}\n\n",
            vision: data(#"{"type":"step_start","step":"validator","message":"m"}"#),
            plan: data(#"{"type":"status","message":"m"}"#)
        ),
        DialectCase(
            "step_start of a round's model",
            .stepStart(Event.StepStart(step: 0, attempt: 1, part: round, message: "Again", model: "a/b")),
            penstock: block(
                "step_start",
                #""step":"generator","attempt":1,\#(inRound),"label":"Generate \"it\"","icon":"pen","#
                    + #""message":"Again","model":"a/b""#
            ),
            content: retry("Again", 88),
            vision: data(#"{"type":"step_start","step":"generator","message":"Again"}"#),
            plan: data(#"{"type":"status","message":"Again"}"#)
        ),
        DialectCase(
            "step_start of a step behind a round's model",
            .stepStart(Event.StepStart(step: 1, attempt: 1, part: round, message: "m", model: nil)),
            penstock: block(
                "step_start",
                #""step":"hidden","attempt":1,\#(inRound),"label":"Hidden","message":"m""#
            ),
            vision: data(#"{"type":"step_start","step":"hidden","message":"m"}"#),
            plan: data(#"{"type":"status","message":"m"}"#)
        ),
        DialectCase(
            "draft of a round",
            .draft(Event.Draft(step: 0, part: round, message: "There", text: "t")),
            penstock: block("draft", #""step":"generator",\#(inRound),"message":"There","text":"t""#)
        ),
        DialectCase(
            "step_progress of a round",
            .stepProgress(Event.StepProgress(step: 0, part: round, fraction: 0.5)),
            penstock: block("step_progress", #""step":"generator",\#(inRound),"fraction":0.500"#),
            vision: data(#"{"type":"progress","step":"generator","progress":41}"#)
        ),
        DialectCase(
            "step_retry of a round",
            .stepRetry(
                Event.StepRetry(
                    step: 0,
                    attempt: 1,
                    part: round,
                    fault: GenerationFault(.timeoutIdle, "Silence"),
                    wait: .seconds(1),
                    model: nil
                )
            ),
            penstock: block(
                "step_retry",
                #""step":"generator","attempt":1,\#(inRound),"error_type":"timeout_idle","#
                    + #""message":"Silence","retryable":true,"wait_ms":1000"#
            ),
            content: retry("Trying again: Silence", 88),
            vision: data(#"{"type":"step_start","step":"generator","message":"Trying again: Silence"}"#),
            plan: data(#"{"type":"status","message":"Trying again: Silence"}"#)
        ),
        DialectCase(
            "step_complete of a round's model",
            .stepComplete(
                Event.StepComplete(
                    step: 0,
                    attempt: 1,
                    part: round,
                    duration: .seconds(1),
                    output: "new",
                    usage: Usage(input: 1)
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"generator","attempt":1,\#(inRound),"duration_ms":1000,"output":"new","#
                    + #""usage":{"input_tokens":1,"cached_input_tokens":0,"cache_write_tokens":0,"#
                    + #""output_tokens":0,"reasoning_tokens":0,"estimated":false},"#
                    + #""cost":{"nano_dollars":0,"dollars":"0","estimated_nano_dollars":0}"#
            ),
            content: retry("Revised draft generated", 91),
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":1000,"data":"new"}"#
            )
        ),
        DialectCase(
            "step_complete of a step behind a round's model",
            .stepComplete(
                Event.StepComplete(
                    step: 1,
                    attempt: 1,
                    part: round,
                    duration: .zero,
                    output: "new",
                    usage: Usage()
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"hidden","attempt":1,\#(inRound),"duration_ms":0,"output":"new""#
            ),
            vision: data(
                #"{"type":"step_complete","step":"hidden","message":"Hidden complete","duration":0,"data":"new"}"#
            )
        ),
        DialectCase(
            "step_error of a round",
            .stepError(
                Event.StepError(step: 0, attempt: 1, part: round, fault: GenerationFault(.other, "Odd"))
            ),
            penstock: block(
                "step_error",
                #""step":"generator","attempt":1,\#(inRound),"error_type":"other","message":"Odd","#
                    + #""retryable":false"#
            ),
            vision: data(#"{"type":"step_error","step":"generator","message":"Odd"}"#)
        ),
    ]

    private static let elements: [DialectCase] = [
        DialectCase(
            "step_start of an element",
            .stepStart(Event.StepStart(step: 4, attempt: 1, part: element, message: "m", model: "a/b")),
            penstock: block(
                "step_start",
                #""step":"one","attempt":1,\#(inElement),"label":"One","message":"m","model":"a/b""#
            ),
            plan: data(#"{"type":"status","message":"m"}"#)
        ),
        DialectCase(
            "partial of an element",
            .partial(
                Event.Partial(step: 4, attempt: 1, part: element, path: JSONPointer(tokens: ["a"]), value: 1)
            ),
            penstock: block("partial", #""step":"one","attempt":1,\#(inElement),"path":"/a","value":1"#)
        ),
        DialectCase(
            "step_progress of an element",
            .stepProgress(Event.StepProgress(step: 4, part: element, fraction: 1)),
            penstock: block("step_progress", #""step":"one",\#(inElement),"fraction":1"#),
            vision: data(#"{"type":"progress","step":"each","progress":41}"#)
        ),
        DialectCase(
            "step_retry of an element",
            .stepRetry(
                Event.StepRetry(
                    step: 4,
                    attempt: 1,
                    part: element,
                    fault: GenerationFault(.timeoutIdle, "Silence"),
                    wait: .zero,
                    model: nil
                )
            ),
            penstock: block(
                "step_retry",
                #""step":"one","attempt":1,\#(inElement),"error_type":"timeout_idle","message":"Silence","#
                    + #""retryable":true,"wait_ms":0"#
            ),
            plan: data(#"{"type":"status","message":"Trying again: Silence"}"#)
        ),
        DialectCase(
            "step_complete of an element",
            .stepComplete(
                Event.StepComplete(
                    step: 4,
                    attempt: 1,
                    part: element,
                    duration: .zero,
                    output: true,
                    usage: Usage()
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"one","attempt":1,\#(inElement),"duration_ms":0,"output":true"#
            )
        ),
        DialectCase(
            "step_error of an element",
            .stepError(
                Event.StepError(step: 4, attempt: 1, part: element, fault: GenerationFault(.other, "Odd"))
            ),
            penstock: block(
                "step_error",
                #""step":"one","attempt":1,\#(inElement),"error_type":"other","message":"Odd","#
                    + #""retryable":false"#
            )
        ),
    ]
}
