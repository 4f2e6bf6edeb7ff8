import Dialects
import Platform

/// A request that begins a generation, drawn from a seed.
struct GenerationOrder {
    let pipeline: String
    let target: String
    let body: String
    /// How the pipeline's own route answers, or any pipeline's if nothing is asked for.
    let isStream: Bool
    /// How long whoever asks will wait.
    let deadline: Duration?
    let isAsynchronous: Bool

    /// One that goes to a route of the pipeline's own if that is wanted and there is one.
    init(
        _ random: inout SeededRandomness,
        of pipelines: [String],
        own: Bool = false,
        asynchronous: Bool = false
    ) {
        isAsynchronous = asynchronous
        deadline =
            !asynchronous && Int.random(in: 0..<6, using: &random) == 0
            ? .seconds(Int.random(in: 1...20, using: &random)) : nil
        pipeline = pipelines.randomElement(using: &random) ?? "medley"
        let days = Int.random(in: 1...4, using: &random)
        let isFirst = Bool.random(using: &random)
        let form = #""companyName": "Tidewater", "description": "Ferries""#
        switch pipeline {
        case "content":
            body = #"{"topic": "rivers"}"#
            (target, isStream) =
                own ? (isFirst ? "/run" : "/run/stream", !isFirst) : (Self.any(pipeline), true)
        case "vision-framework":
            body = own && !isFirst ? "{\(form), \"brief\": \"Brief\"}" : "{\(form)}"
            (target, isStream) =
                own
                ? (isFirst ? "/api/brief" : "/api/vision-framework-v2/generate-stream", !isFirst)
                : (Self.any(pipeline), true)
        case "life-plan":
            body = #"{"duration": {"value": 1}, "profile": {"name": "Robin"}}"#
            let path = "/api/lifeengine/generate"
            (target, isStream) =
                own ? (isFirst ? path : path + "-stream", !isFirst) : (Self.any(pipeline), true)
        default:
            let tone = isFirst ? #", "tone": "formal""# : ""
            let names = ["[]", #"["a"]"#, #"["a", "b", "c", "d"]"#].randomElement(using: &random) ?? "[]"
            body = "{\"days\": \(days), \"names\": \(names)\(tone)}"
            (target, isStream) = (Self.any(pipeline), true)
        }
    }

    private static func any(_ pipeline: String) -> String { "/v1/pipelines/\(pipeline)/generations" }

    /// What its header fields say of it.
    var fields: String {
        if isAsynchronous { return "Prefer: respond-async\r\n" }
        return deadline.map { "Prefer: wait=\($0.components.seconds)\r\n" } ?? ""
    }

    /// What its stream speaks if it asks for nothing else.
    var dialect: DialectName { DialectName(rawValue: pipeline) ?? .penstock }
}
