import Testing

@testable import Pipelines

/// One of the systems that Penstock ships with: how its clients ask, and what its models say when all goes well.
struct ShippedSystem: Sendable, CustomTestStringConvertible {
    let name: String
    /// Where its streams begin, and what is sent there.
    let path: String
    let body: String
    /// Words by which the prompts of a step are known, those of a repair or a continuation too.
    let phrases: [(step: String, phrase: String)]
    /// What the model of each step says.
    let answers: [String: String]

    static let all = [content, visionFramework, lifePlan]

    var testDescription: String { name }

    /// Its models, each of which needs four seconds; some of what they say may be another.
    func play(_ takes: [String: [Take]] = [:]) -> Play {
        Play(phrases, answers.mapValues { [Take($0)] }.merging(takes) { $1 })
    }

    /// Its file alone, perhaps with something else in it.
    func file(replacing old: String = "", with new: String = "") -> [PipelineFile] {
        PipelineFile.shipped.filter { $0.name.hasSuffix("\(name).yaml") }.map { file in
            guard !old.isEmpty else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            precondition(text.contains(old), "the file has changed")
            return file.replacing(Array(text.replacing(old, with: new).utf8))
        }
    }

    /// Its route that answers with one document, and what is sent there.
    var document: (path: String, body: String) {
        switch name {
        case "content": ("/run", body)
        case "life-plan": ("/api/lifeengine/generate", body)
        default: ("/api/brief", #"{"companyName":"Tidewater","description":"Electric ferries."}"#)
        }
    }

    static let content = ShippedSystem(
        name: "content",
        path: "/run/stream",
        body: #"{"topic":"Why rivers meander","tone":"friendly"}"#,
        phrases: [("generator", "Why rivers meander")],
        answers: ["generator": article]
    )

    static let visionFramework = ShippedSystem(
        name: "vision-framework",
        path: "/api/vision-framework-v2/generate-stream",
        body:
            ##"{"companyName":"Tidewater","description":"Electric ferries.","brief":"# Tidewater\n\nFour islands."}"##,
        phrases: [
            ("brief", "Write the brief for Tidewater."),
            ("framework", "Build the strategic framework of Tidewater"),
            ("framework", "You were given this brief of Tidewater"),
            ("one_pager", "Sum up this strategic framework of Tidewater"),
            ("qa", "Check, one element of \"checks\" each"),
            ("scoring", "Score each section from 0 to 100"),
        ],
        answers: [
            "brief": brief, "framework": framework, "one_pager": onePager, "qa": review, "scoring": scores,
        ]
    )

    static let lifePlan = ShippedSystem(
        name: "life-plan",
        path: "/api/lifeengine/generate-stream",
        body: #"{"duration":{"value":3},"profile":{"name":"Robin","goals":["Sleep better."]}}"#,
        phrases: [("plan", "3 days for this person:")],
        answers: ["plan": plan]
    )
}
