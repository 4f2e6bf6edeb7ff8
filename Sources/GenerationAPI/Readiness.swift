package import EventLoops
package import Metrics
internal import Platform
internal import Synchronization

/// Whether the server is able and willing to work, as every loop and every probe sees it.
package final class Readiness: Sendable {
    package enum Phase: UInt8, Sendable {
        case starting
        case serving
        /// Asked to stop: probes say so, and requests are still served until load balancers have noticed.
        case draining
        /// What runs may finish; nothing new begins.
        case refusing
    }

    /// One thing that a probe looks at.
    package struct Check: Sendable {
        package let name: StaticString
        /// What is wrong, or nil.
        package let fault: String?
    }

    private let current = Atomic<UInt8>(Phase.starting.rawValue)
    private let loops: [EventLoop]
    private let ready: Gauge
    private let draining: Gauge

    /// A loop that has not turned for so long is stuck: many times its beat, and far below a watchdog's patience.
    private static let beatMax = Duration.seconds(5)

    package init(loops: [EventLoop], registry: Registry) {
        self.loops = loops
        ready = registry.gauge("penstock_ready", "1 if the server takes requests, as /readyz says.").bind()
        draining = registry.gauge(
            "penstock_draining",
            "1 while the server finishes what runs before it stops."
        ).bind()
    }

    package var phase: Phase { Phase(rawValue: current.load(ordering: .relaxed)) ?? .starting }

    package func enter(_ phase: Phase) {
        current.store(phase.rawValue, ordering: .relaxed)
        ready.set(phase == .serving ? 1 : 0)
        draining.set(phase == .draining || phase == .refusing ? 1 : 0)
    }

    /// Whether every loop turns; depends on nothing else, so that only a stuck process is restarted.
    func loopsTurn(at now: Instant, within time: Duration = beatMax) -> Bool {
        loops.allSatisfy { $0.timeSinceBeat(at: now) < time }
    }

    func liveChecks(at now: Instant) -> [Check] {
        [Check(name: "loops", fault: loopsTurn(at: now) ? nil : "an event loop does not turn")]
    }

    func readyChecks(at now: Instant) -> [Check] {
        let phase = phase
        let hasStarted = phase != .starting
        let isDraining = phase == .draining || phase == .refusing
        return [
            Check(name: "configuration", fault: hasStarted ? nil : "it is still being read"),
            Check(name: "listeners", fault: hasStarted ? nil : "they are not open yet"),
            Check(name: "shutdown", fault: isDraining ? "the server is going to stop" : nil),
        ] + liveChecks(at: now)
    }
}
