internal import Events
internal import YAML

/// Reads prices: a list of entries, each of a model from one day on.
enum PriceDecoder {
    /// Beyond the most expensive model there is, and far from what sums can hold.
    private static let rateMax = NanoDollars(1_000_000 * 1_000_000_000)

    /// A file says when somebody last looked whether its prices are right.
    static func decode(file value: YAMLValue) throws -> [ModelPrices] {
        let map = value.mapping("a price file")
        _ = map.optional("as_of").map(day)
        let prices = decode(list: map.required("prices"))
        try map.finish()
        return prices
    }

    /// Mistakes are recorded with the values.
    static func decode(list: YAMLValue) -> [ModelPrices] {
        var models: [ModelPrices] = []
        _ = list.list { try decode(entry: $0, into: &models) }
        return models
    }

    private static func decode(entry value: YAMLValue, into models: inout [ModelPrices]) throws {
        let map = value.mapping("a price")
        let model = map.required("model")
        let names = [name(model)] + (map.optional("aliases")?.list { name($0) } ?? [])
        let provider = map.optional("provider")?.string()
        let from = map.optional("from").map(day) ?? Day(number: 0)
        let rates = rates(map)
        let perRequest = map.optional("per_request").map(amount)
        let long = try map.optional("long_prompts").map { value in
            let map = value.mapping("prices of long prompts")
            let above = map.required("above").integer(in: 1...1_000_000_000)
            let rates = Self.rates(map)
            try map.finish()
            return (above: above, rates: rates)
        }
        try map.finish()
        let price = Price(from: from, rates, perRequest: perRequest ?? .zero, longPrompts: long)
        let place = models.firstIndex { $0.names[0] == names[0] && $0.provider == provider }
        if place == nil { models.append(ModelPrices(provider: provider, names: [])) }
        let index = place ?? models.count - 1
        models[index].names += names.filter { !models[index].names.contains($0) }
        if !models[index].add(price) {
            model.report("\(model.name) has another price from \(from); let one of them begin later")
        }
    }

    private static func rates(_ map: YAMLMapping) -> Price.Rates {
        Price.Rates(
            input: amount(map.required("input")),
            cachedInput: map.optional("cached_input").map(amount),
            cacheWrite: map.optional("cache_write").map(amount),
            output: amount(map.required("output")),
            reasoning: map.optional("reasoning").map(amount)
        )
    }

    private static func name(_ value: YAMLValue) -> ModelPattern {
        let text = value.node?.text ?? ""
        if text.isEmpty { value.refuse("a model's name") }
        return ModelPattern(text)
    }

    private static func day(_ value: YAMLValue) -> Day {
        if let day = value.node?.text.flatMap({ Day($0) }) { return day }
        value.refuse("a day", advice: "; write it like 2025-08-07")
        return Day(number: 0)
    }

    private static func amount(_ value: YAMLValue) -> NanoDollars {
        value.dollars(upTo: rateMax)
    }
}
