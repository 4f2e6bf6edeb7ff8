internal import Dialects
package import JSON

/// The JSON Schema (draft-07) of pipeline files, by which editors complete and check them.
///
/// It knows the form; what refers to what, only the decoder knows.
package enum PipelineFileSchema {
    package static var document: JSONValue {
        var object = JSONObject()
        object["$schema"] = "http://json-schema.org/draft-07/schema#"
        object["title"] = "A pipeline of Penstock"
        for (keyword, value) in pipeline.keywords { object[keyword] = value }
        var definitions = JSONObject()
        for (name, form) in heads + steps + stepParts + ruleParts { definitions[name] = form.schema }
        object["definitions"] = .object(definitions)
        return .object(object)
    }

    private static var pipeline: SchemaForm {
        .mapping([
            .required("name", "What the pipeline is called in paths, logs and metrics.", .identifier),
            SchemaKey("title", "What people call it; its name, if left out.", .text),
            SchemaKey("description", "What it is for.", .text),
            SchemaKey("version", "Its version; made from the file's bytes, if left out.", .text),
            SchemaKey(
                "dialect",
                "How its events are written unless a client asks for another dialect.",
                .choice(DialectName.allCases.map(\.rawValue))
            ),
            SchemaKey(
                "routes",
                "Routes of its own, beside /v1/pipelines/NAME/generations.",
                .list(1...16, of: .reference("route"))
            ),
            SchemaKey(
                "on_disconnect",
                "What becomes of a generation that nobody reads any more.",
                .either(.choice(["cancel", "continue"]), .reference("disconnect"))
            ),
            SchemaKey("timeout", "How long a generation may take in all, from 1s to 1h.", .duration),
            SchemaKey("input", "What it reads.", .reference("input")),
            .required(
                "steps",
                "What is done, in order unless `needs` says otherwise.",
                .list(1...PipelineDecoder.stepsMax, of: .reference("step"))
            ),
            SchemaKey("result", "What a generation comes to; what the last step makes, if left out.", result),
        ])
    }

    /// A path, or a mapping of names to paths.
    private static let result = SchemaForm.either(.path, .named(.path, least: 1))

    private static var heads: [(String, SchemaForm)] {
        [
            (
                "disconnect",
                .mapping([
                    .required("continue", "It goes on, if somebody comes back within this time.", .duration)
                ])
            ),
            (
                "input",
                .mapping([
                    .required("schema", "The JSON Schema that input must satisfy.", .jsonSchema),
                    .required("example", "An input that works, for trying out.", .anything),
                ])
            ),
            (
                "route",
                .mapping([
                    .required("path", "Such as /api/generate; outside of /v1/.", .pattern("^/[^{?]*$")),
                    .required(
                        "answer",
                        "A stream of events, or one JSON document at the end.",
                        .choice(PipelineRoute.Answer.allCases.map(\.rawValue))
                    ),
                    SchemaKey(
                        "steps",
                        "The steps that it runs; all, if left out.",
                        .list(1...PipelineDecoder.stepsMax, of: .identifier)
                    ),
                    SchemaKey(
                        "input",
                        "What it reads; what the pipeline does, if left out.",
                        .reference("input")
                    ),
                    SchemaKey(
                        "given",
                        "Steps that it does not run, and where the input brings their output.",
                        .named(.path)
                    ),
                    SchemaKey("result", "What it comes to; the pipeline's result, if left out.", result),
                ])
            ),
        ]
    }
}
