/// A model's prices, from one day on each.
struct ModelPrices: Sendable {
    /// Where they hold; nil for whoever has the model.
    let provider: String?
    /// The model's name first, then what else it is called.
    var names: [ModelPattern]
    /// In the order of their days.
    private(set) var prices: [Price] = []

    init(provider: String?, names: [ModelPattern]) {
        self.provider = provider
        self.names = names
    }

    /// Adds a price; false if there is one from the same day.
    mutating func add(_ price: Price) -> Bool {
        guard !prices.contains(where: { $0.from == price.from }) else { return false }
        let place = prices.firstIndex { $0.from > price.from } ?? prices.count
        prices.insert(price, at: place)
        return true
    }

    func price(on day: Day) -> Price? {
        prices.last { $0.from <= day }
    }

    /// How well these prices fit a model, the better the greater; nil where they are of another.
    ///
    /// A whole name says more than a pattern, a provider more than none, and a long pattern more than a short one.
    func fit(_ key: ModelKey) -> (Int, Int, Int)? {
        guard provider == nil || provider == key.provider else { return nil }
        let named = provider == nil ? 0 : 1
        return names.filter { $0.matches(key.model) }
            .map { ($0.isExact ? 1 : 0, named, $0.precision) }
            .max { $0 < $1 }
    }
}
