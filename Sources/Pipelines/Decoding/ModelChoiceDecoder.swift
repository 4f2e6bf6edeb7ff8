internal import Providers
internal import YAML

/// Reads which models are asked: a list of them, or lists with the conditions under which they are taken.
struct ModelChoiceDecoder {
    let reader: ReferenceReader
    let providers: [String]

    func choices(_ value: YAMLValue) -> [ModelChoice] {
        guard case .sequence(let elements)? = value.node?.value, elements.contains(where: \.isMapping) else {
            return [ModelChoice(condition: nil, models: models(value))]
        }
        let choices = value.list(count: 1...8) { try (place: $0, choice: choice($0)) }
        for (place, choice) in choices.dropLast() where choice.condition == nil {
            place.report("what stands behind this choice is never taken; it needs \"when\"")
        }
        if let last = choices.last, last.choice.condition != nil {
            last.place.report("the last choice has no \"when\": it is what is taken otherwise")
        }
        return choices.map(\.choice)
    }

    private func choice(_ value: YAMLValue) throws -> ModelChoice {
        let map = value.mapping("a choice of models")
        let condition = map.optional("when").map(reader.expression)
        let models = models(map.required("use"))
        try map.finish()
        return ModelChoice(condition: condition, models: models)
    }

    private func models(_ value: YAMLValue) -> [ModelReference] {
        let models = value.list(count: 1...8) { element -> ModelReference? in
            ModelReference(
                element.text("a model such as simulator/writer (PROVIDER/MODEL)") {
                    ModelReference($0) != nil
                }
            )
        }.compactMap(\.self)
        if !models.isEmpty, !models.contains(where: { providers.contains($0.provider) }) {
            value.report(
                "none of these models has a provider that is configured; configured: "
                    + providers.joined(separator: ", ")
            )
        }
        return models
    }
}
