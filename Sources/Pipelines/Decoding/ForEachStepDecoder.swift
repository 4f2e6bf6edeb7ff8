internal import YAML

/// Reads a step that runs another for every element of a list.
struct ForEachStepDecoder {
    let reader: ReferenceReader
    let providers: [String]

    /// What templates know already.
    private static let taken = ["input", "steps", "pipeline", "index", "model", "output", "written", "kept"]

    /// Reads the step that will stand at `index`, and whose body at `body`.
    func decode(_ map: YAMLMapping, at index: Int, body: Int) -> DecodedKind {
        let over = reader.path(map.required("over"), .list)
        let name = map.optional("as").map(self.name) ?? "item"
        let atOnce = map.optional("at_once")?.integer(in: 1...32) ?? 4
        let most = map.optional("most")?.integer(in: 1...1_000) ?? 100
        let list = reader.shape(of: over)
        let names = [LocalName(name) { list($0).shape.element }, .number("index")]
        let place = map.required("step")
        let decoder = BodyDecoder(reader: ReferenceReader(reader.scope, names: names), providers: providers)
        let decoded = try? decoder.decode(place, parent: index)
        let step = ForEachStep(over: over, name: name, body: body, atOnce: atOnce, elementsMax: most)
        return DecodedKind(
            kind: .forEach(step),
            output: { scope in
                let element = decoded?.output(scope.adding(names)) ?? .unknown
                return .certain(.list(of: element.isCertain ? element.shape : element.shape.uncertain))
            },
            body: decoded
        )
    }

    private func name(_ value: YAMLValue) -> String {
        let name = StepHead.identifier(value)
        if Self.taken.contains(name) { value.report("\"\(name)\" already means something else in templates") }
        return name
    }
}
