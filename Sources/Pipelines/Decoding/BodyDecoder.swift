internal import Events
internal import YAML

/// Reads the step that a for-each runs.
struct BodyDecoder {
    let reader: ReferenceReader
    let providers: [String]

    struct Decoded {
        let step: Step
        let facts: StepFacts
        let place: YAMLValue
        let uses: [ScopeUse]
        let output: (TemplateScope) -> Shape.Member
    }

    private enum Kind: String, CaseIterable {
        case model, transform
    }

    /// Reads the body of the for-each that stands at the index `parent`.
    func decode(_ value: YAMLValue, parent: Int) throws -> Decoded {
        let map = value.mapping("a step in a for_each")
        let head = StepHead(map)
        let kind = try StepDecoder.kind(map, Kind.self)
        let messageNames = kind == .model ? [LocalName.text("model")] : []
        let message = map.optional("message").map { reader.template($0, names: messageNames) }
        let retry = kind == .model ? map.optional("retry").flatMap { try? RetryDecoder.policy($0) } : nil
        map.noun = "a \(kind.rawValue) step in a for_each"
        let decoded =
            switch kind {
            case .model: ModelStepDecoder(reader: reader, providers: providers).decode(map)
            case .transform: TransformStepDecoder(reader: reader).decode(map)
            }
        try map.finish()
        return Decoded(
            step: Step(
                id: head.id,
                message: message ?? .literal(head.label),
                completed: nil,
                needs: [],
                condition: nil,
                isOptional: false,
                retry: retry ?? .never,
                kind: decoded.kind
            ),
            facts: StepFacts(
                id: head.id,
                label: head.label,
                icon: head.icon,
                expected: head.typical ?? decoded.kind.typical,
                startPercent: nil,
                completePercent: nil,
                parent: parent
            ),
            place: value,
            uses: reader.uses,
            output: decoded.output
        )
    }
}
