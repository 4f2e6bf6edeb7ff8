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

    /// What a probe looks at beside the server's own phase and its loops: added by the part that knows.
    struct Source: Sendable {
        let name: StaticString
        /// What is wrong, or nil; asked on any loop, which must not have to wait for it.
        let finding: @Sendable (Instant) -> HealthCheck.Finding?
    }

    private let current = Atomic<UInt8>(Phase.starting.rawValue)
    private let loops: [EventLoop]
    private let sources = Lock<[Source]>([])
    private let draining: Gauge

    /// A loop that has not turned for so long is stuck: many times its beat, and far below a watchdog's patience.
    private static let beatMax = Duration.seconds(5)
    /// A loop that has been late for so long has more than it can do; a burst is over sooner.
    private static let lateMax = Duration.seconds(5)

    package init(loops: [EventLoop], registry: Registry) {
        self.loops = loops
        draining = registry.gauge(
            "penstock_draining",
            "1 while the server finishes what runs before it stops."
        ).bind()
    }

    package var phase: Phase { Phase(rawValue: current.load(ordering: .relaxed)) ?? .starting }

    package var isDraining: Bool { phase == .draining || phase == .refusing }

    package func enter(_ phase: Phase) {
        current.store(phase.rawValue, ordering: .relaxed)
        draining.set(isDraining ? 1 : 0)
    }

    /// Looks at this too from now on.
    func add(_ source: Source) {
        sources.withLock { $0.append(source) }
    }

    /// Whether every loop turns; depends on nothing else, so that only a stuck process is restarted.
    func loopsTurn(at now: Instant, within time: Duration = beatMax) -> Bool {
        loops.allSatisfy { $0.timeSinceBeat(at: now) < time }
    }

    func liveChecks(at now: Instant) -> [HealthCheck] {
        [HealthCheck("loops", failsBy: loopsTurn(at: now) ? nil : "an event loop does not turn")]
    }

    func readyChecks(at now: Instant) -> [HealthCheck] {
        let hasStarted = phase != .starting
        let isLate = loops.contains { $0.timeLate(at: now) >= Self.lateMax }
        let sources = sources.withLock { $0 }
        return [
            HealthCheck("configuration", failsBy: hasStarted ? nil : "it is still being read"),
            HealthCheck("listeners", failsBy: hasStarted ? nil : "they are not open yet"),
            HealthCheck("shutdown", failsBy: isDraining ? "the server is going to stop" : nil),
        ] + liveChecks(at: now) + [
            HealthCheck("lag", failsBy: isLate ? "an event loop has more to do than it can" : nil)
        ] + sources.map { HealthCheck($0.name, $0.finding(now)) }
    }

    func isReady(at now: Instant) -> Bool {
        readyChecks(at: now).allSatisfy { $0.verdict != .fail }
    }
}
