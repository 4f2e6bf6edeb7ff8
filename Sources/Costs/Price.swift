package import Events

/// What a model's tokens cost from one day on.
package struct Price: Equatable, Sendable {
    /// Of a million tokens of each kind.
    package struct Rates: Equatable, Sendable {
        package let input: NanoDollars
        package let cachedInput: NanoDollars
        package let cacheWrite: NanoDollars
        package let output: NanoDollars
        package let reasoning: NanoDollars

        /// What is not stated costs what the kind costs that it is a special case of.
        package init(
            input: NanoDollars,
            cachedInput: NanoDollars? = nil,
            cacheWrite: NanoDollars? = nil,
            output: NanoDollars,
            reasoning: NanoDollars? = nil
        ) {
            self.input = input
            self.cachedInput = cachedInput ?? input
            self.cacheWrite = cacheWrite ?? input
            self.output = output
            self.reasoning = reasoning ?? output
        }
    }

    package let from: Day
    package let rates: Rates
    package let perRequest: NanoDollars
    /// What every token of a call costs whose prompt is longer than this.
    package let longPrompts: (above: Int, rates: Rates)?

    package init(
        from: Day = Day(number: 0),
        _ rates: Rates,
        perRequest: NanoDollars = .zero,
        longPrompts: (above: Int, rates: Rates)? = nil
    ) {
        self.from = from
        self.rates = rates
        self.perRequest = perRequest
        self.longPrompts = longPrompts
    }

    package static func == (left: Price, right: Price) -> Bool {
        left.from == right.from && left.rates == right.rates && left.perRequest == right.perRequest
            && left.longPrompts?.above == right.longPrompts?.above
            && left.longPrompts?.rates == right.longPrompts?.rates
    }

    private static let million: Int128 = 1_000_000

    /// What a call costs that has used this: the exact sum over all kinds, divided once; half a nano-dollar and more
    /// counts as one.
    ///
    /// A call that used nothing was not taken on, and costs nothing.
    package func cost(of usage: Usage) -> NanoDollars {
        let prompt = [usage.input, usage.cachedInput, usage.cacheWrite].reduce(0 as Int128) {
            $0 + Int128(max(0, $1))
        }
        guard prompt > 0 || usage.output > 0 || usage.reasoning > 0 else { return .zero }
        let isLong = longPrompts.map { prompt > Int128($0.above) } ?? false
        let rates = isLong ? longPrompts?.rates ?? rates : rates
        let kinds = [
            (usage.input, rates.input), (usage.cachedInput, rates.cachedInput),
            (usage.cacheWrite, rates.cacheWrite), (usage.output, rates.output),
            (usage.reasoning, rates.reasoning),
        ]
        let sum = kinds.reduce(0 as Int128) { $0 + Int128(max(0, $1.0)) * Int128($1.1.count) }
        return NanoDollars(clamping: (sum + Self.million / 2) / Self.million + Int128(perRequest.count))
    }
}
