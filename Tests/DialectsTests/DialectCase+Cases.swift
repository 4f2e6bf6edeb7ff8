import Events
import JSON

extension DialectCase {
    private static let head = "id: 3.7\nevent: "
    private static let place = #"{"sequence":7,"time":1700000000123,"progress":41,"#
    private static let tail =
        #""missing":[],"duration_ms":2345,"steps":[{"id":"generator","duration_ms":2000},"#
        + #"{"id":"hidden","duration_ms":0}],"models":["simulator/writer","simulator/other"]"#
    private static let missing = tail.replacing("[],\"dur", with: "[\"hidden\"],\"dur")
    private static let used =
        #","usage":{"input_tokens":100,"cached_input_tokens":5,"cache_write_tokens":0,"#
        + #""output_tokens":20,"reasoning_tokens":0,"estimated":true}"#

    private static func block(_ name: String, _ members: String) -> String {
        "\(head)\(name)\ndata: \(place)\(members)}\n\n"
    }

    static let steps = [
        DialectCase(
            testDescription: "generation_start",
            payload: .generationStart(
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
            content: ""
        ),
        DialectCase(
            testDescription: "step_start of a model",
            payload: .stepStart(
                Event.StepStart(step: 0, attempt: 2, message: "Go\n\u{2028}…", model: "simulator/writer")
            ),
            penstock: block(
                "step_start",
                #""step":"generator","attempt":2,"label":"Generate \"it\"","icon":"pen","message":"Go\n"#
                    + "\u{2028}…\",\"model\":\"simulator/writer\""
            ),
            content:
                "\(head)progress\ndata: {\"stage\":\"generator\",\"message\":\"Go\\n\u{2028}…\","
                + "\"progress\":30}\n\n"
        ),
        DialectCase(
            testDescription: "step_start of a step without percentages",
            payload: .stepStart(Event.StepStart(step: 1, attempt: 1, message: "m", model: nil)),
            penstock: block("step_start", #""step":"hidden","attempt":1,"label":"Hidden","message":"m""#),
            content: ""
        ),
        DialectCase(
            testDescription: "draft",
            payload: .draft(Event.Draft(step: 0, message: "There", text: "a\r\nb 🌊 \u{1}")),
            penstock: block("draft", #""step":"generator","message":"There","text":"a\r\nb 🌊 \u0001""#),
            content: "\(head)draft\n"
                + #"data: {"stage":"generator","message":"There","progress":50,"draft":"a\r\nb 🌊 \u0001"}"#
                + "\n\n"
        ),
        DialectCase(
            testDescription: "draft of a step without percentages",
            payload: .draft(Event.Draft(step: 1, message: "", text: "")),
            penstock: block("draft", #""step":"hidden","message":"","text":"""#),
            content: "\(head)draft\n"
                + #"data: {"stage":"hidden","message":"","progress":41,"draft":""}"# + "\n\n"
        ),
        DialectCase(
            testDescription: "step_complete",
            payload: .stepComplete(
                Event.StepComplete(
                    step: 0,
                    attempt: 1,
                    duration: .microseconds(1_999_999),
                    output: ["a": [1, .null]],
                    usage: usage
                )
            ),
            penstock: block(
                "step_complete",
                #""step":"generator","attempt":1,"duration_ms":1999,"output":{"a":[1,null]}"# + used
            ),
            content: ""
        ),
        DialectCase(
            testDescription: "step_complete without usage",
            payload: .stepComplete(
                Event.StepComplete(step: 1, attempt: 1, duration: .zero, output: "x", usage: Usage())
            ),
            penstock: block("step_complete", #""step":"hidden","attempt":1,"duration_ms":0,"output":"x""#),
            content: ""
        ),
        DialectCase(
            testDescription: "step_error",
            payload: .stepError(
                Event.StepError(step: 0, attempt: 1, fault: GenerationFault(.timeoutIdle, "Silence"))
            ),
            penstock: block(
                "step_error",
                #""step":"generator","attempt":1,"error_type":"timeout_idle","message":"Silence","#
                    + #""retryable":true"#
            ),
            content: ""
        ),
    ]

    static let ends = [
        DialectCase(
            testDescription: "generation_complete",
            payload: .generationComplete(end("T\n\"q\"", missing: [], usage: usage)),
            penstock: block(
                "generation_complete",
                #""generation":"\#(generation)","result":"T\n\"q\"","# + tail + used
            ),
            content: "event: progress\n"
                + #"data: {"stage":"done","message":"Content generation complete","progress":100}"#
                + "\n\n\(head)complete\n"
                + #"data: {"success":true,"output":"T\n\"q\"","metadata":{"generation":"\#(generation)","#
                + #""duration_ms":2345,"model":"simulator/writer","tokens":{"input":100,"output":20},"#
                + #""stages":{"generator":2000,"hidden":0}}}"# + "\n\n"
        ),
        DialectCase(
            testDescription: "generation_error",
            payload: .generationError(
                end(.null, missing: [1], usage: Usage()),
                GenerationFault(.outputCheckFailed, "It is \"short\"")
            ),
            penstock: block(
                "generation_error",
                #""error_type":"output_check_failed","message":"It is \"short\"","retryable":true,"#
                    + #""generation":"\#(generation)","result":null,"# + missing
            ),
            content: "event: progress\n"
                + #"data: {"stage":"fail","message":"Content generation failed","progress":100}"#
                + "\n\n\(head)error\n" + #"data: {"error":"It is \"short\""}"# + "\n\n"
        ),
        DialectCase(
            testDescription: "generation_cancelled",
            payload: .generationCancelled(end(.null, missing: [1], usage: Usage()), reason: "the\nuser"),
            penstock: block(
                "generation_cancelled",
                #""reason":"the\nuser","generation":"\#(generation)","result":null,"# + missing
            ),
            content: "event: progress\n"
                + #"data: {"stage":"fail","message":"Content generation failed","progress":100}"#
                + "\n\n\(head)error\n" + #"data: {"error":"Generation cancelled: the\nuser"}"# + "\n\n"
        ),
        DialectCase(
            testDescription: "shutdown",
            payload: .shutdown(retryAfter: .milliseconds(2_500)),
            penstock: "event: shutdown\ndata: {\"retry_after_ms\":2500}\n\nretry: 2500\n\n",
            content: "event: error\n"
                + #"data: {"error":"The server is shutting down; please try again in a moment"}"# + "\n\n"
        ),
    ]
}
