import EventLoops
import Metrics
import Platform

/// The real event loop, turned by hand on the test's thread, its time a simulated clock.
public final class SimulatedEventLoop {
    package let loop: EventLoop
    package let clock: SimulatedClock

    package init(
        index: Int = 0,
        registry: Registry = Registry(loops: 1),
        clock: SimulatedClock = SimulatedClock(),
        seed: UInt64 = 1
    ) {
        self.clock = clock
        let shard = registry.shard(ofLoop: index)
        loop = EventLoop(index: index, shard: shard, time: clock, random: SeededRandomness(seed: seed)) {}
        loop.becomeOwner()
    }

    /// Makes turns until nothing is left to do at this moment.
    package func settle() {
        repeat { loop.endTurn() } while loop.hasPendingWork || isDue
    }

    /// Lets time pass, stopping at every deadline on the way.
    package func advance(by duration: Duration) {
        let end = clock.now().advanced(by: duration)
        settle()
        while let deadline = loop.nextDeadline, deadline <= end {
            clock.advance(to: deadline)
            settle()
        }
        clock.advance(to: end)
        settle()
    }

    /// Whether a deadline has come.
    package var isDue: Bool {
        loop.nextDeadline.map { $0 <= clock.now() } ?? false
    }
}
