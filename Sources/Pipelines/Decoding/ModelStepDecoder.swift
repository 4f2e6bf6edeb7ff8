internal import JSON
internal import YAML

/// Reads a step that asks a model.
struct ModelStepDecoder {
    let reader: ReferenceReader
    let providers: [String]

    static let tokensMax = 1_000_000
    /// Characters a second that may be asked for.
    static let rates = 1...10_000
    /// Written in place of a duration: what is learned of each model.
    static let usual = "usual"

    /// Long enough for any answer that somebody waits for, short enough to notice that none will come.
    private static let timeouts = StepTimeouts(
        firstToken: .seconds(60),
        idle: .seconds(30),
        total: .seconds(300)
    )

    func decode(_ map: YAMLMapping) -> DecodedKind {
        let choices = ModelChoiceDecoder(reader: reader, providers: providers).choices(map.required("models"))
        let system = map.optional("system").map { reader.template($0) }
        let prompt = reader.template(map.required("prompt"))
        let schemaPlace = map.optional("schema")
        let schema = schemaPlace.flatMap(SchemaDecoder.schema)
        let shape = schema.map { Shape(promisedBy: $0.document) } ?? (schemaPlace == nil ? .text : .unknown)
        let maxTokens = map.optional("max_tokens").flatMap { try? budget($0) }
        let temperature = map.optional("temperature")?.number(in: 0...2)
        let timeouts = map.optional("timeouts").flatMap { try? self.timeouts($0) } ?? Self.timeouts
        let hedge = map.optional("hedge").flatMap { try? self.hedge($0, choices, timeouts) }
        let minimumRate = map.optional("min_rate").flatMap { try? self.minimumRate($0) }
        let draft = map.optional("draft").map { reader.template($0, names: [.text("model")]) }
        let elements = map.optional("elements").flatMap { try? self.elements($0, of: shape) }
        let step = ModelStep(
            choices: choices.map { $0.asking(providers) },
            system: system,
            prompt: prompt,
            output: schema.map { .json($0.schema) } ?? .text,
            maxTokens: maxTokens,
            temperature: temperature,
            timeouts: timeouts,
            hedge: hedge,
            minimumRate: minimumRate,
            draft: draft,
            elements: elements
        )
        return DecodedKind(kind: .model(step)) { _ in .certain(shape) }
    }

    private func budget(_ value: YAMLValue) throws -> TokenBudget {
        let range = 1...Self.tokensMax
        guard value.node?.isMapping == true else {
            let tokens = value.integer(in: range)
            return TokenBudget(base: tokens, each: 0, times: nil, most: tokens)
        }
        let map = value.mapping("max_tokens")
        let base = map.required("base").integer(in: range)
        let each = map.required("each").integer(in: range)
        let times = reader.expression(map.required("times"))
        let most = map.required("most").integer(in: range)
        try map.finish()
        if most < base { value.report("\"most\" is less than \"base\"") }
        return TokenBudget(base: base, each: each, times: times, most: most)
    }

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

    private func hedge(
        _ value: YAMLValue,
        _ choices: [ModelChoice],
        _ timeouts: StepTimeouts
    ) throws -> HedgePolicy {
        let map = value.mapping("hedge")
        let place = map.required("after")
        let after = silence(place)
        try map.finish()
        if let after, after >= timeouts.firstToken {
            place.report("by then the call is given up: \"first_token\" is no longer")
        }
        if choices.allSatisfy({ $0.models.count < 2 }) {
            value.report("\"hedge\" needs a second model in \"models\" to ask")
        }
        return after.map { .after($0) } ?? .usual
    }

    /// Nil for what is usual.
    private func silence(_ place: YAMLValue) -> Duration? {
        if let text = place.node?.text, text.first?.isNumber == false {
            if text != Self.usual {
                place.report("\"after\" must be \(Self.usual) or a duration such as 2s, found \"\(text)\"")
            }
            return nil
        }
        return place.duration(in: .milliseconds(1)...PipelineDecoder.timeoutMax)
    }

    private func minimumRate(_ value: YAMLValue) throws -> MinimumRate {
        let map = value.mapping("min_rate")
        let rate = map.required("characters_per_second").integer(in: Self.rates)
        let over = map.required("over").duration(in: .seconds(1)...PipelineDecoder.timeoutMax)
        try map.finish()
        return MinimumRate(charactersPerSecond: rate, over: over)
    }

    private func elements(_ value: YAMLValue, of output: Shape) throws -> ElementList {
        let map = value.mapping("elements")
        let place = map.required("list")
        let name = place.string()
        switch output {
        case .unknown:
            break
        case .object(let members):
            if case .list? = members[name]?.shape { break }
            let lists = members.filter { if case .list = $0.value.shape { true } else { false } }.keys
                .sorted()
            let possible = lists.isEmpty ? "it has none" : "possible: \(lists.joined(separator: ", "))"
            if !name.isEmpty { place.report("\"\(name)\" is no list of the step's schema; \(possible)") }
        case .scalar, .list:
            value.report("\"elements\" needs a \"schema\" of an object that has a list")
        }
        let count = map.optional("count").map(reader.expression)
        let continuation = map.optional("continue").flatMap { try? self.continuation($0) }
        try map.finish()
        return ElementList(name: name, count: count, continuation: continuation)
    }

    private func continuation(_ value: YAMLValue) throws -> Continuation {
        let map = value.mapping("continue")
        let rounds = map.required("rounds").integer(in: 1...20)
        let prompt = reader.template(map.required("prompt"), names: [.text("written"), .number("kept")])
        try map.finish()
        return Continuation(rounds: rounds, prompt: prompt)
    }
}
