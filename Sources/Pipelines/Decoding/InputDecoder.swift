internal import JSON
internal import YAML

/// Reads what a pipeline, or one of its routes, reads.
enum InputDecoder {
    static func input(_ value: YAMLValue) throws -> PipelineInput {
        let map = value.mapping("an input")
        let schema = SchemaDecoder.schema(map.required("schema"))
        let given = map.required("example")
        let example = given.node.map(JSONValue.init)
        if let schema, let example {
            for violation in schema.schema.validate(example, limit: 8) {
                given.report("the example does not satisfy the schema: \(violation)")
            }
        }
        try map.finish()
        guard let schema, let example else { return .anything }
        return PipelineInput(schema: schema.schema, document: schema.document, example: example)
    }
}

extension PipelineInput {
    /// What a pipeline reads that does not say.
    static let anything: PipelineInput = {
        let document: JSONValue = ["type": "object"]
        // The schema above is one.
        guard let schema = try? JSONSchema(document) else { preconditionFailure("an empty schema compiles") }
        return PipelineInput(schema: schema, document: document, example: [:])
    }()
}
