package import Events
package import Metrics
package import Platform

/// The circuit of one model of a provider, which all loops and pipelines share.
///
/// Touched when a call begins and when it ends, so a lock costs nothing that anybody waits for.
package final class Circuit: Sendable {
    private let model: ModelReference
    private let breaker: Lock<CircuitBreaker>
    private let opens: Counter
    private let rejections: Counter
    private let changed: @Sendable (ModelReference, CircuitChange) -> Void

    init(
        _ model: ModelReference,
        _ settings: CircuitSettings,
        opens: Counter,
        rejections: Counter,
        changed: @escaping @Sendable (ModelReference, CircuitChange) -> Void
    ) {
        self.model = model
        self.opens = opens
        self.rejections = rejections
        self.changed = changed
        breaker = Lock(CircuitBreaker(settings))
    }

    /// Asks whether a call may be made; throws what its step is told if not.
    package func pass(at now: Instant, on shard: Shard) throws(GenerationFault) -> CircuitPass {
        switch breaker.withLock({ $0.ask(at: now) }) {
        case .pass(let pass):
            return CircuitPass(self, pass)
        case .refused(let wait):
            rejections.add(on: shard)
            throw GenerationFault(
                .providerCircuitOpen,
                "The model has failed too often lately, and is not asked for a while",
                retryAfter: wait
            )
        }
    }

    func ended(
        _ pass: CircuitBreaker.Pass,
        _ outcome: CircuitOutcome,
        at now: Instant,
        random: inout any RandomNumberGenerator,
        on shard: Shard
    ) {
        guard let change = breaker.withLock({ $0.ended(pass, outcome, at: now, random: &random) }) else {
            return
        }
        if case .opened = change { opens.add(on: shard) }
        changed(model, change)
    }

    func use(_ settings: CircuitSettings) {
        breaker.withLock { $0.use(settings) }
    }

    func withdrawn(_ pass: CircuitBreaker.Pass) {
        breaker.withLock { $0.withdrawn(pass) }
    }

    func state(at now: Instant) -> CircuitState {
        breaker.withLock { $0.state(at: now) }
    }

    /// Since when it has been open, and why, if it is.
    package func trouble(at now: Instant) -> (since: Instant, type: ErrorType)? {
        breaker.withLock { $0.trouble(at: now) }
    }
}
