/// What came of asking a second model.
enum HedgeOutcome: String, CaseIterable, Sendable {
    /// It took the place of the first, which had said nothing yet, or had failed.
    case won
    /// The first said something before it.
    case lost
    /// It failed, or ended without a word, and the first went on.
    case failed
    /// The step was over before either had said anything.
    case cancelled
}
