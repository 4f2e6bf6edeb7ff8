internal import YAML

/// Reads what a generation comes to: a path, or a name for each of several.
enum ResultDecoder {
    static func result(_ value: YAMLValue, in scope: TemplateScope) -> PipelineResult {
        let reader = ReferenceReader(scope)
        guard value.node?.isMapping == true else { return .value(reader.path(value)) }
        let members = value.entries { name, value in (name: name.string(), value: reader.path(value)) }
        if members.isEmpty { value.report("\"result\" needs at least one member") }
        return .members(members)
    }
}
