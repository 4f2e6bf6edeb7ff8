package import Metrics
package import Platform

/// Permission for one call, whose end is told once, whatever happens; on the call's loop.
package final class CircuitPass {
    private let circuit: Circuit
    private let pass: CircuitBreaker.Pass
    private var isOpen = true

    init(_ circuit: Circuit, _ pass: CircuitBreaker.Pass) {
        self.circuit = circuit
        self.pass = pass
    }

    deinit {
        if isOpen { circuit.withdrawn(pass) }
    }

    /// The first text has come: where one call finds out whether a model works, that is enough to let others through,
    /// which would have to wait for the end of a long answer.
    package func spoke(at now: Instant, random: inout any RandomNumberGenerator, on shard: Shard) {
        if pass.isProbe { end(.worked, at: now, random: &random, on: shard) }
    }

    /// The call is over; what is told later counts for nothing.
    package func end(
        _ outcome: CircuitOutcome,
        at now: Instant,
        random: inout any RandomNumberGenerator,
        on shard: Shard
    ) {
        guard isOpen else { return }
        isOpen = false
        circuit.ended(pass, outcome, at: now, random: &random, on: shard)
    }
}
