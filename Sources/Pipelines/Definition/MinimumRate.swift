internal import Platform

/// What a model must say that has begun to speak: so many characters in each stretch of time.
package struct MinimumRate: Equatable, Sendable {
    package let charactersPerSecond: Int
    package let over: Duration

    /// What one stretch must have.
    var characters: Double { Double(charactersPerSecond) * over.inSeconds }
}
