import Events
import JSON

extension DialectCase {
    /// What one reader is told that does not begin at the beginning, or cannot go on.
    static let readings: [DialectCase] = [
        DialectCase(
            "snapshot",
            .snapshot(
                snapshot([
                    state(0, .complete, output: "old"),
                    state(1, .complete, output: .null),
                    state(3, .skipped, attempt: 0),
                    state(2, .error, fault: GenerationFault(.other, "Odd")),
                    state(4, .complete, part: Event.Part(parent: 3, index: 0, count: 2), output: 1),
                    state(0, .running, part: Event.Part(parent: 2, index: 0, count: 2), text: "so far"),
                ])
            ),
            penstock: block(
                "snapshot",
                head(status: "running")
                    + #"{"step":"generator","attempt":1,"status":"complete","output":"old"},"#
                    + #"{"step":"hidden","attempt":1,"status":"complete","output":null},"#
                    + #"{"step":"each","attempt":0,"status":"skipped"},"#
                    + #"{"step":"validator","attempt":1,"status":"error","error_type":"other","#
                    + #""message":"Odd","retryable":false},"#
                    + #"{"step":"one","attempt":1,"parent":"each","index":0,"count":2,"#
                    + #""status":"complete","output":1},"#
                    + #"{"step":"generator","attempt":1,"parent":"validator","index":0,"count":2,"#
                    + #""status":"running","text":"so far"}]"#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"retry","message":"Generate \"it\"","progress":85}"# + "\n\n",
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":0,"data":"old"}"#,
                #"{"type":"step_complete","step":"hidden","message":"Hidden complete","duration":0,"data":null}"#,
                #"{"type":"step_error","step":"validator","message":"Odd"}"#,
                #"{"type":"step_start","step":"generator","message":"Generate \"it\""}"#,
                #"{"type":"progress","step":"generator","progress":41}"#
            ),
            plan: data(#"{"type":"status","message":"Generate \"it\""}"#)
        ),
        DialectCase(
            "snapshot of a step that waits",
            .snapshot(
                snapshot([
                    state(0, .waiting, fault: GenerationFault(.timeoutIdle, "Silence")),
                    state(1, .waiting, attempt: 0), state(2, .waiting, attempt: 0),
                ])
            ),
            penstock: block(
                "snapshot",
                head(status: "running")
                    + #"{"step":"generator","attempt":1,"status":"waiting","error_type":"timeout_idle","#
                    + #""message":"Silence","retryable":true},"#
                    + #"{"step":"hidden","attempt":0,"status":"waiting"},"#
                    + #"{"step":"validator","attempt":0,"status":"waiting"}]"#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"generator","message":"Generate \"it\"","progress":30}"# + "\n\n",
            vision: data(
                #"{"type":"step_start","step":"generator","message":"Trying again: Silence"}"#,
                #"{"type":"progress","step":"generator","progress":41}"#
            ),
            plan: data(#"{"type":"status","message":"Generate \"it\""}"#)
        ),
        DialectCase(
            "snapshot of what was repaired",
            .snapshot(
                snapshot([
                    state(0, .complete, output: "old"),
                    state(2, .running),
                    state(0, .complete, part: Event.Part(parent: 2, index: 0, count: 2), output: "new"),
                ])
            ),
            penstock: block(
                "snapshot",
                head(status: "running")
                    + #"{"step":"generator","attempt":1,"status":"complete","output":"old"},"#
                    + #"{"step":"validator","attempt":1,"status":"running"},"#
                    + #"{"step":"generator","attempt":1,"parent":"validator","index":0,"count":2,"#
                    + #""status":"complete","output":"new"}]"#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"retry","message":"Generate \"it\"","progress":90}"# + "\n\n",
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":0,"data":"old"}"#,
                #"{"type":"step_start","step":"validator","message":"Validate"}"#,
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":0,"data":"new"}"#,
                #"{"type":"progress","step":"validator","progress":41}"#
            ),
            plan: data(#"{"type":"status","message":"Validate"}"#)
        ),
        DialectCase(
            "snapshot of what was called off",
            .snapshot(
                snapshot([state(0, .complete, output: "x"), state(1, .cancelled)], .cancelled)
            ),
            penstock: block(
                "snapshot",
                head(status: "cancelled")
                    + #"{"step":"generator","attempt":1,"status":"complete","output":"x"},"#
                    + #"{"step":"hidden","attempt":1,"status":"cancelled"}]"#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"generator","message":"Generate \"it\"","progress":50}"# + "\n\n",
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":0,"data":"x"}"#
            )
        ),
        DialectCase(
            "snapshot of what says all it can",
            .snapshot(
                snapshot([
                    written(
                        state(0, .complete, output: "old"),
                        message: "Wrote it",
                        draft: "First try",
                        elements: 1
                    ),
                    written(state(1, .running, text: "{"), message: "Planning", elements: 2),
                ])
            ),
            penstock: block(
                "snapshot",
                head(status: "running")
                    + #"{"step":"generator","attempt":1,"status":"complete","message":"Wrote it","#
                    + #""draft":"First try","duration_ms":1500,"output":"old"},"#
                    + #"{"step":"hidden","attempt":1,"status":"running","message":"Planning","text":"{","#
                    + #""partials":[{"path":"/title","value":"T"},"#
                    + #"{"path":"/days/0","value":{},"element":0,"elements":2},"#
                    + #"{"path":"/days/1","value":{},"element":1,"elements":2}]}]"#
            ),
            content: "event: draft\n"
                + #"data: {"stage":"generator","message":"First try","progress":50,"draft":"old"}"# + "\n\n"
                + "\(head)progress\n"
                + #"data: {"stage":"generator","message":"Wrote it","progress":50}"# + "\n\n",
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Wrote it","duration":1500,"data":"old"}"#,
                #"{"type":"step_start","step":"hidden","message":"Planning"}"#,
                #"{"type":"progress","step":"hidden","progress":41}"#
            ),
            plan: data(
                #"{"type":"status","message":"Planning"}"#,
                #"{"type":"day_complete","day":1,"total":2}"#,
                #"{"type":"day_complete","day":2,"total":2}"#
            )
        ),
        DialectCase(
            "snapshot of a plan that is complete",
            .snapshot(snapshot([written(state(0, .complete, output: [:]), message: nil, elements: 2)])),
            penstock: block(
                "snapshot",
                head(status: "running")
                    + #"{"step":"generator","attempt":1,"status":"complete","duration_ms":1500,"output":{}}]"#
            ),
            content: "\(head)progress\n"
                + #"data: {"stage":"generator","message":"Generate \"it\"","progress":50}"# + "\n\n",
            vision: data(
                #"{"type":"step_complete","step":"generator","message":"Generate \"it\" complete","#
                    + #""duration":1500,"data":{}}"#
            ),
            plan: data(
                #"{"type":"day_complete","day":1,"total":2}"#,
                #"{"type":"day_complete","day":2,"total":2}"#
            )
        ),
        DialectCase(
            "snapshot of nothing",
            .snapshot(snapshot([], .cancelled)),
            penstock: block("snapshot", head(status: "cancelled") + "]")
        ),
        DialectCase(
            "gap",
            .gap(
                Event.Gap(
                    after: EventPosition(epoch: 2, sequence: 9),
                    resumed: EventPosition(epoch: 3, sequence: 7),
                    reason: .lost
                )
            ),
            penstock: block("gap", #""after":"2.9","resumed":"3.7","reason":"lost""#)
        ),
        DialectCase(
            "gap of what is not held",
            .gap(
                Event.Gap(
                    after: EventPosition(epoch: 3, sequence: 1),
                    resumed: EventPosition(epoch: 3, sequence: 7),
                    reason: .notHeld
                )
            ),
            penstock: block("gap", #""after":"3.1","resumed":"3.7","reason":"not_held""#)
        ),
        DialectCase(
            "cost",
            .cost(
                Event.Charge(
                    step: 0,
                    attempt: 2,
                    model: "simulator/writer",
                    usage: Usage(input: 100, output: 20),
                    cost: cost,
                    total: Cost(NanoDollars(5), unpricedCalls: 1)
                )
            ),
            // It stands nowhere in the log, so there is nothing to resume behind.
            penstock: "event: cost\n"
                + #"data: {"step":"generator","attempt":2,"model":"simulator/writer","usage":{"input_tokens":100,"#
                + #""cached_input_tokens":0,"cache_write_tokens":0,"output_tokens":20,"reasoning_tokens":0,"#
                + #""estimated":false},"# + costed
                + #","total":{"nano_dollars":5,"dollars":"0.000000005","estimated_nano_dollars":0,"#
                + #""unpriced_calls":1}}"# + "\n\n"
        ),
    ]

    private static func head(status: String) -> String {
        #""generation":"\#(generation)","pipeline":"content","version":"abc","status":"\#(status)","steps":["#
    }

    private static func snapshot(
        _ steps: [Event.StepState],
        _ status: Event.Status = .running
    ) -> Event.Snapshot {
        Event.Snapshot(generation: generation, status: status, steps: steps, usage: Usage())
    }

    /// The same with what readers were told of it: a title that counts for no element, and so many elements.
    private static func written(
        _ state: Event.StepState,
        message: String?,
        draft: String? = nil,
        elements: Int
    ) -> Event.StepState {
        var state = state
        state.message = message
        state.draft = draft
        if state.status == .complete { state.duration = .milliseconds(1_500) }
        state.partials = [Event.Partial(step: state.step, attempt: 1, path: "/title", value: "T")]
        for index in 0..<elements {
            state.partials.append(
                Event.Partial(
                    step: state.step,
                    attempt: 1,
                    path: JSONPointer(tokens: ["days", String(index)]),
                    value: [:],
                    element: (index, elements)
                )
            )
        }
        return state
    }

    private static func state(
        _ step: Int,
        _ status: Event.StepState.Status,
        attempt: Int = 1,
        part: Event.Part? = nil,
        output: JSONValue? = nil,
        text: String? = nil,
        fault: GenerationFault? = nil
    ) -> Event.StepState {
        Event.StepState(
            step: step,
            part: part,
            attempt: attempt,
            status: status,
            output: output,
            text: text,
            fault: fault
        )
    }
}
