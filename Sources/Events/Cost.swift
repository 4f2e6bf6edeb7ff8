/// What one model call has cost, or several added up.
package struct Cost: Equatable, Sendable {
    package var amount = NanoDollars.zero
    /// The part of it whose tokens were estimated, because the provider did not say how many there were.
    package var estimated = NanoDollars.zero
    /// Calls of models whose price nobody knows; they count as free.
    package var unpricedCalls = 0

    package init(_ amount: NanoDollars = .zero, estimated: NanoDollars = .zero, unpricedCalls: Int = 0) {
        self.amount = amount
        self.estimated = estimated
        self.unpricedCalls = unpricedCalls
    }

    package static func += (total: inout Cost, part: Cost) {
        total.amount += part.amount
        total.estimated += part.estimated
        total.unpricedCalls += part.unpricedCalls
    }
}
