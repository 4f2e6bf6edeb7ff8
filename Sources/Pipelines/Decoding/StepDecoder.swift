internal import Bytes
internal import Events
internal import JSON
internal import Patterns
internal import Providers
internal import Templates
internal import YAML

/// Reads one step of a pipeline file.
struct StepDecoder {
    let scope: TemplateScope
    let providers: [String]

    private enum Kind: String, CaseIterable {
        case model, check, transform
    }

    struct Decoded {
        let step: Step
        let facts: StepFacts
        /// What its output looks like to later steps.
        let shape: Shape
    }

    /// Reads a step that stands behind `earlier` others.
    func decode(_ value: YAMLValue, earlier: Int) throws -> Decoded {
        let map = value.mapping("a step")
        let id = Self.identifier(map.required("id"))
        let label = map.optional("label")?.string() ?? id
        let icon = map.optional("icon")?.string()
        let typical = map.optional("typical")?.duration(in: .zero...PipelineDecoder.timeoutMax)
        let percents = map.optional("progress").flatMap { try? self.percents($0) }
        let place = map.required("kind")
        let kind = place.choice(Kind.self)
        // Without a kind nothing is known about the other keys.
        if place.node?.text.flatMap(Kind.init(rawValue:)) == nil { try map.check() }
        let message = map.optional("message").map { template($0, messageScope(kind)) }
        map.noun = "a \(kind.rawValue) step"
        let (decoded, shape) = body(kind, map)
        try map.finish()
        return Decoded(
            step: Step(
                id: id,
                message: message ?? Self.literal(label),
                completed: nil,
                needs: Array(0..<earlier),
                condition: nil,
                isOptional: false,
                retry: .never,
                kind: decoded
            ),
            facts: StepFacts(
                id: id,
                label: label,
                icon: icon,
                expected: typical ?? Self.typical(kind),
                startPercent: percents?.start,
                completePercent: percents?.complete
            ),
            shape: shape
        )
    }

    /// What a faulty part gives is a stand-in; that it is faulty has been recorded, and `finish` throws it.
    private func body(_ kind: Kind, _ map: YAMLMapping) -> (Step.Kind, Shape) {
        switch kind {
        case .model:
            let (step, shape) = model(map)
            return (.model(step), shape)
        case .check:
            let value = map.required("value")
            let path = ScopePath(value.string())
            if !path.names.isEmpty, let fault = scope.check(path) { value.report(fault) }
            let rules = (try? self.rules(map.required("rules"))) ?? []
            return (.check(CheckStep(value: path, rules: rules, repair: nil)), .unknown)
        case .transform:
            let (step, shape) = transform(map)
            return (.transform(step), shape)
        }
    }

    // MARK: Model

    private func model(_ map: YAMLMapping) -> (ModelStep, Shape) {
        let models = models(map.required("models"))
        let system = map.optional("system").map { template($0, scope) }
        let prompt = template(map.required("prompt"), scope)
        let schema = map.optional("schema").flatMap(SchemaDecoder.schema)
        let maxTokens = map.optional("max_tokens")?.integer(in: 1...1_000_000)
        let temperature = map.optional("temperature")?.number(in: 0...2)
        let timeouts = map.optional("timeouts").flatMap { try? self.timeouts($0) } ?? Self.timeouts
        let draft = map.optional("draft").map { template($0, messageScope(.model)) }
        let step = ModelStep(
            choices: [ModelChoice(condition: nil, models: models)],
            system: system,
            prompt: prompt,
            output: schema.map { .json($0.schema) } ?? .text,
            maxTokens: maxTokens.map { TokenBudget(base: $0, each: 0, times: nil, most: $0) },
            temperature: temperature,
            timeouts: timeouts,
            draft: draft,
            elements: nil
        )
        return (step, schema.map { Shape(promisedBy: $0.document) } ?? .text)
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

    /// Long enough for any answer that somebody waits for, short enough to notice that none will come.
    private static let timeouts = StepTimeouts(
        firstToken: .seconds(60),
        idle: .seconds(30),
        total: .seconds(300)
    )

    private func timeouts(_ value: YAMLValue) throws -> StepTimeouts {
        let map = value.mapping("timeouts")
        let range = Duration.milliseconds(1)...PipelineDecoder.timeoutMax
        let timeouts = StepTimeouts(
            firstToken: map.optional("first_token")?.duration(in: range) ?? Self.timeouts.firstToken,
            idle: map.optional("idle")?.duration(in: range) ?? Self.timeouts.idle,
            total: map.optional("total")?.duration(in: range) ?? Self.timeouts.total
        )
        try map.finish()
        return timeouts
    }

    // MARK: Check and transform

    private func rules(_ value: YAMLValue) throws -> [Rule] {
        let map = value.mapping("rules")
        var rules: [Rule] = []
        if let length = map.optional("length").flatMap({ try? self.length($0) }) {
            rules.append(.length(length))
        }
        if let sections = map.optional("sections")?.list(count: 1...64, { $0.string() }) {
            rules.append(.sections(sections))
        }
        if let words = map.optional("forbidden")?.list(count: 1...256, { $0.string() }) {
            rules.append(.forbidden(words))
        }
        if let pattern = map.optional("pattern") {
            do throws(PatternError) {
                rules.append(.pattern(try Pattern(pattern.string())))
            } catch {
                pattern.report("\(error)")
            }
        }
        if let schema = map.optional("schema").flatMap(SchemaDecoder.schema) {
            rules.append(.schema(schema.schema))
        }
        try map.finish()
        if rules.isEmpty { map.report("a check needs at least one rule") }
        return rules
    }

    private func length(_ value: YAMLValue) throws -> ClosedRange<Int> {
        let map = value.mapping("length")
        let least = map.optional("min")?.integer(in: 0...Int.max) ?? 0
        let most = map.optional("max")?.integer(in: 0...Int.max) ?? Int.max
        if least > most { value.report("\"min\" is greater than \"max\"") }
        try map.finish()
        return least...max(least, most)
    }

    private func transform(_ map: YAMLMapping) -> (TransformStep, Shape) {
        let text = map.optional("template").map { template($0, scope) }
        let fields = map.optional("fields")?.entries { name, value in
            (name: name.string(), template: template(value, scope))
        }
        let format = map.optional("format")?.choice(TextFormat.self) ?? .plain
        switch (text, fields) {
        case (let text?, nil):
            return (TransformStep(output: .text(text), format: format), .text)
        case (nil, let fields?):
            let members = Dictionary(fields.map { ($0.name, Shape.text) }) { first, _ in first }
            return (TransformStep(output: .fields(fields), format: format), .certain(members))
        default:
            map.report("a transform step needs either \"template\" or \"fields\"")
            return (TransformStep(output: .text(Template()), format: format), .unknown)
        }
    }

    // MARK: Parts

    private func messageScope(_ kind: Kind) -> TemplateScope {
        kind == .model ? scope.adding("model", .text) : scope
    }

    private func template(_ value: YAMLValue, _ scope: TemplateScope) -> Template {
        let start = TemplatePosition(line: value.textPosition.line, column: value.textPosition.column)
        do throws(TemplateFault) {
            let template = try Template(value.string(), position: start)
            scope.check(template) { sentence, position in
                value.report(sentence, at: YAMLPosition(line: position.line, column: position.column))
            }
            return template
        } catch {
            let place = YAMLPosition(line: error.position.line, column: error.position.column)
            value.report(error.sentence, at: place)
            return Template()
        }
    }

    private func percents(_ value: YAMLValue) throws -> (start: Int, complete: Int?) {
        let map = value.mapping("progress")
        let start = map.required("start").integer(in: 0...100)
        let complete = map.optional("complete")?.integer(in: 0...100)
        if let complete, complete < start { value.report("\"complete\" is less than \"start\"") }
        try map.finish()
        return (start, complete)
    }

    static func identifier(_ value: YAMLValue) -> String {
        value.text("a name of letters, digits, _ and -, beginning with a letter") { name in
            name.utf8.count <= 64 && ByteSet.alphanumerics(and: "_-").containsAll(name.utf8.span)
                && name.utf8.first.map { $0.isASCIILetter } == true
        }
    }

    private static func typical(_ kind: Kind) -> Duration {
        switch kind {
        case .model: .seconds(10)
        case .check, .transform: .milliseconds(10)
        }
    }

    /// A template that prints `text` as it is, also where it looks like a tag.
    private static func literal(_ text: String) -> Template {
        (try? Template(text.contains("{{") ? "{{=<% %>=}}" + text : text)) ?? Template()
    }
}
