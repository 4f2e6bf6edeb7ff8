extension RetryPolicy {
    /// How long to wait after the attempt of this number, counted from 1.
    package func wait(after attempt: Int, random: inout some RandomNumberGenerator) -> Duration {
        precondition(attempt >= 1, "attempts are counted from 1")
        var wait = min(first, longest)
        for _ in 1..<attempt where wait < longest { wait = min(wait * 2, longest) }
        return wait * Double.random(in: 0.5...1, using: &random)
    }
}
