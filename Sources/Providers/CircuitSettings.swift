/// When a circuit opens, and for how long.
package struct CircuitSettings: Equatable, Sendable {
    /// How far it looks back: long enough for five calls of a small service, short enough to forget what is over.
    package var window = Duration.seconds(30)
    /// So many calls must have failed: one or two of few are what retries are for; 0 for a circuit that never opens.
    package var failuresMin = 5
    /// And this share of those that ended: a model that answers every other call is still better asked than not.
    package var failedShare = 0.5
    /// What it stays open at first: a hiccup of a vendor's is over by then.
    package var firstPause = Duration.seconds(5)
    /// What it stays open at most, doubled each time that the probe fails: nobody waits longer for the news that it works.
    package var longestPause = Duration.seconds(120)

    package init() {}
}
