/// How the simulator behaves, and how often it misbehaves.
package struct SimulatorSettings: Equatable, Sendable {
    /// Two simulators with the same seed answer the same request alike.
    package var seed: UInt64 = 1
    package var firstToken = Duration.milliseconds(300)
    /// Tokens a second; nil for as fast as the loop turns.
    package var tokensPerSecond: Double? = 60
    /// Tokens that arrive together, as vendors batch them.
    package var tokensAtOnce = 1
    /// Length of prose; JSON is as long as its schema makes it.
    package var outputTokens = 160
    /// Share of calls that go wrong in each way; together at most 1.
    package var failures = Failures()

    package init() {}

    package struct Failures: Equatable, Sendable {
        /// Ends with an error of the provider's, before the first token or after some.
        package var error = 0.0
        /// Goes silent, before the first token or after some.
        package var stall = 0.0
        /// Refuses because too much was asked of it.
        package var rateLimit = 0.0
        /// Ends in the middle without saying so.
        package var cut = 0.0
        /// Answers with something that is no JSON where JSON was asked for.
        package var invalidJSON = 0.0

        package init() {}

        package var total: Double { error + stall + rateLimit + cut + invalidJSON }

        /// Whether no call succeeds; prose comes through where JSON does not.
        var leaveNothing: Bool { error + stall + rateLimit + cut >= 1 }
    }
}
