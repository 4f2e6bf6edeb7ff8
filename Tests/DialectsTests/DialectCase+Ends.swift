import Events
import JSON

extension DialectCase {
    private static let tail =
        #""missing":[],"duration_ms":2345,"steps":[{"id":"generator","duration_ms":2000},"#
        + #"{"id":"hidden","duration_ms":0}],"models":["simulator/writer","simulator/other"]"#
    private static let missing = tail.replacing("[],\"dur", with: "[\"hidden\"],\"dur")
    private static let used =
        #","usage":{"input_tokens":100,"cached_input_tokens":5,"cache_write_tokens":0,"#
        + #""output_tokens":20,"reasoning_tokens":0,"estimated":true},"#
        + costed
        + #","step_costs":[{"id":"generator","# + costed + "}]"
    private static let failed =
        "event: progress\n"
        + #"data: {"stage":"fail","message":"Content generation failed","progress":100}"# + "\n\n"

    /// What ends a generation, and what ends a stream.
    static let ends: [DialectCase] = [
        DialectCase(
            "generation_complete",
            .generationComplete(end("T\n\"q\"", missing: [], usage: usage)),
            penstock: block(
                "generation_complete",
                #""generation":"\#(generation)","result":"T\n\"q\"","# + tail + used
            ),
            content: "event: progress\n"
                + #"data: {"stage":"done","message":"Content generation complete","progress":100}"#
                + "\n\n\(head)complete\n"
                + #"data: {"success":true,"output":"T\n\"q\"","metadata":{"generation":"\#(generation)","#
                + #""duration_ms":2345,"model":"simulator/writer","tokens":{"input":100,"output":20},"#
                + costed + ","
                + #""stages":{"generator":2000,"hidden":0}}}"# + "\n\n",
            vision: data(#"{"type":"complete","data":"T\n\"q\""}"#),
            plan: data(#"{"type":"complete","planId":"plan-\#(generation)","plan":"T\n\"q\""}"#)
        ),
        DialectCase(
            "generation_error",
            .generationError(
                end(.null, missing: [1], usage: Usage()),
                GenerationFault(.outputCheckFailed, "It is \"short\"")
            ),
            penstock: block(
                "generation_error",
                #""error_type":"output_check_failed","message":"It is \"short\"","retryable":true,"#
                    + #""generation":"\#(generation)","result":null,"# + missing
            ),
            content: failed + "\(head)error\n" + #"data: {"error":"It is \"short\""}"# + "\n\n",
            vision: data(#"{"type":"error","message":"It is \"short\""}"#),
            plan: data(#"{"type":"error","message":"It is \"short\""}"#)
        ),
        DialectCase(
            "generation_cancelled",
            .generationCancelled(end(.null, missing: [1], usage: Usage()), reason: "the\nuser"),
            penstock: block(
                "generation_cancelled",
                #""reason":"the\nuser","generation":"\#(generation)","result":null,"# + missing
            ),
            content: failed + "\(head)error\n" + #"data: {"error":"Generation cancelled: the\nuser"}"#
                + "\n\n",
            vision: data(#"{"type":"error","message":"Generation cancelled: the\nuser"}"#),
            plan: data(#"{"type":"error","message":"Generation cancelled: the\nuser"}"#)
        ),
        DialectCase(
            "shutdown",
            .shutdown(retryAfter: .milliseconds(2_500)),
            penstock: "event: shutdown\ndata: {\"retry_after_ms\":2500}\n\nretry: 2500\n\n",
            content: "event: error\n"
                + #"data: {"error":"The server is shutting down; please try again in a moment"}"# + "\n\n",
            vision:
                #"data: {"type":"error","message":"The server is shutting down; please try again in a moment"}"#
                + "\n\n",
            plan:
                #"data: {"type":"error","message":"The server is shutting down; please try again in a moment"}"#
                + "\n\n"
        ),
    ]
}
