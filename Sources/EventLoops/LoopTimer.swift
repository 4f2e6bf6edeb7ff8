package import Platform

/// A deadline on one event loop, made once and armed as often as needed without allocating.
///
/// Only its loop's thread may touch it. While armed the loop keeps it alive, so its closure should hold its owner
/// weakly; disarming is always enough to silence it.
package final class LoopTimer {
    private let loop: EventLoop
    private let fire: () -> Void
    /// Its seat in the loop's queue, or -1 while it is not armed.
    var seat: Int32 = -1

    package init(on loop: EventLoop, _ fire: @escaping () -> Void) {
        self.loop = loop
        self.fire = fire
    }

    package var isArmed: Bool { seat >= 0 }

    /// Fires once at `deadline`, in place of an earlier one; at once means in the loop's next turn.
    package func arm(at deadline: Instant) {
        loop.arm(self, at: deadline)
    }

    package func arm(after delay: Duration) {
        loop.arm(self, at: loop.now.advanced(by: delay))
    }

    package func disarm() {
        loop.disarm(self)
    }

    func run() {
        fire()
    }
}
