/// What the client of a shipped system is told when all goes well, event by event (wire formats 1, 4 and 5).
///
/// Each model needs four seconds, but for the review, which needs two, and the scores, which need three.
struct GoldenTranscript: Sendable {
    let system: ShippedSystem
    /// With `ID` for the generation's id.
    let lines: [String]
    let percentages: [Int]

    static let all = [content, visionFramework, lifePlan]

    private static let article = #""\#(ShippedSystem.article.replacing("\n", with: "\\n"))""#
    private static let onePager = #""\#(ShippedSystem.onePager.replacing("\n", with: "\\n"))""#

    static let content = GoldenTranscript(
        system: .content,
        lines: [
            #"progress {"stage":"load_prompts","message":"Loading prompt templates...","progress":10}"#,
            #"progress {"stage":"generator","message":"Generating content using writer...","progress":30}"#,
            #"draft {"stage":"generator","message":"Initial draft generated","progress":50,"draft":\#(article)}"#,
            #"progress {"stage":"formatter","message":"Formatting content to requirements...","progress":60}"#,
            #"progress {"stage":"validator","message":"Validating formatted content...","progress":80}"#,
            #"progress {"stage":"done","message":"Content generation complete","progress":100}"#,
            #"complete {"success":true,"output":\#(article),"metadata":{"generation":"ID","duration_ms":4000,"#
                + #""model":"simulator/writer","tokens":{"input":10,"output":4},"#
                + #""cost":{"nano_dollars":0,"dollars":"0","estimated_nano_dollars":0},"#
                + #""stages":{"load_prompts":0,"generator":4000,"formatter":0,"validator":0}}}"#,
        ],
        percentages: [10, 30, 50, 60, 80, 100]
    )

    static let visionFramework = GoldenTranscript(
        system: .visionFramework,
        lines: [start("framework", "Building the framework...")]
            + [2, 4, 7].map { percent("framework", $0) } + [
                complete("framework", "Framework ready: Nearer islands", 4_000, ShippedSystem.framework),
                start("validation", "Validating the structure..."),
                complete("validation", "The structure is valid", 0, #"{"passed":true}"#),
                start("one_pager", "Writing the executive summary..."),
                start("qa", "Reviewing the framework..."),
                start("scoring", "Scoring each section..."),
            ]
            + [63, 65].flatMap { percent in beside.map { Self.percent($0, percent) } } + [
                complete("qa", "Review done: It can be shown as it is.", 2_000, ShippedSystem.review),
                percent("one_pager", 68),
                percent("scoring", 68),
                complete("scoring", "Scored: 80 of 100", 3_000, ShippedSystem.scores),
                percent("one_pager", 70),
                complete("one_pager", "Summary ready", 4_000, onePager),
                #"{"type":"complete","data":{"framework":\#(ShippedSystem.framework),"onePager":\#(onePager),"#
                    + #""qa":\#(ShippedSystem.review),"scores":\#(ShippedSystem.scores)}}"#,
            ],
        percentages: [2, 4, 7, 63, 63, 63, 65, 65, 65, 68, 68, 70]
    )

    private static let beside = ["one_pager", "qa", "scoring"]

    private static func start(_ step: String, _ message: String) -> String {
        #"{"type":"step_start","step":"\#(step)","message":"\#(message)"}"#
    }

    private static func percent(_ step: String, _ percent: Int) -> String {
        #"{"type":"progress","step":"\#(step)","progress":\#(percent)}"#
    }

    private static func complete(
        _ step: String,
        _ message: String,
        _ milliseconds: Int,
        _ data: String
    ) -> String {
        #"{"type":"step_complete","step":"\#(step)","message":"\#(message)","duration":\#(milliseconds),"#
            + #""data":\#(data)}"#
    }

    static let lifePlan = GoldenTranscript(
        system: .lifePlan,
        lines: [
            status("Starting generation..."), status("Planning 3 days..."),
            grown(1, 229), grown(2, 458), day(1), grown(3, 687), day(2), grown(4, 917), day(3),
            status("Plan written: Quiet nights"), status("Verifying 3 days..."),
            status("All 3 days are there"),
            #"{"type":"complete","planId":"plan-ID","plan":\#(ShippedSystem.plan)}"#,
        ],
        percentages: []
    )

    private static func status(_ message: String) -> String {
        #"{"type":"status","message":"\#(message)"}"#
    }

    /// The text after so many pieces, of which the first 200 characters are shown.
    private static func grown(_ pieces: Int, _ length: Int) -> String {
        let shown = ShippedSystem.plan.prefix(200).replacing("\"", with: "\\\"")
        return #"{"type":"progress","chunk":\#(pieces),"length":\#(length),"preview":"\#(shown)…"}"#
    }

    private static func day(_ number: Int) -> String {
        #"{"type":"day_complete","day":\#(number),"total":3}"#
    }
}
