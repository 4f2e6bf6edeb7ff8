import EventLoops
import Metrics
import Platform

/// Several real event loops that share one clock, turned by hand, one after the other, on the test's thread.
public final class SimulatedLoops {
    package let loops: [SimulatedEventLoop]
    package let clock = SimulatedClock()
    /// If set, loops turn once each in an order drawn from it, so that what passes between them arrives at any time.
    package var interleaving: SeededRandomness?

    /// - Parameters:
    ///   - count: How many.
    ///   - registry: With as many shards at least.
    ///   - seed: Of the first; each has its own.
    package init(_ count: Int, registry: Registry, seed: UInt64 = 1) {
        let clock = clock
        loops = (0..<count).map {
            SimulatedEventLoop(index: $0, registry: registry, clock: clock, seed: seed &+ UInt64($0))
        }
    }

    /// Makes turns until no loop has anything left to do at this moment.
    package func settle() {
        repeat {
            if interleaving == nil {
                for loop in loops { loop.settle() }
            } else {
                turnOnce()
            }
        } while loops.contains { $0.loop.hasPendingWork || $0.isDue }
    }

    private func turnOnce() {
        guard var random = interleaving else { return }
        for loop in loops.shuffled(using: &random) { loop.loop.endTurn() }
        interleaving = random
    }

    /// Lets time pass, stopping at every deadline on the way.
    package func advance(by duration: Duration) {
        let end = clock.now().advanced(by: duration)
        settle()
        while let deadline = loops.compactMap({ $0.loop.nextDeadline }).min(), deadline <= end {
            clock.advance(to: deadline)
            settle()
        }
        clock.advance(to: end)
        settle()
    }
}
