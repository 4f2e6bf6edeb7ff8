internal import Metrics
internal import Platform

/// Watches one loop from the inside: how late its timers are, how much of its time it works, whether it turns at all.
package final class LoopMonitor {
    private let thread: LoopThread
    private let lag: Histogram
    private let busy: Gauge
    private let timers: Gauge
    private var due: Instant
    private var lastIdle = Duration.zero
    private lazy var timer = LoopTimer(on: thread.loop) { [unowned self] in look() }

    /// Often enough to see a stall before a probe does, seldom enough to cost nothing.
    private static let interval = Duration.milliseconds(500)

    /// Starts watching; on the loop.
    package init(_ thread: LoopThread, _ metrics: LoopMetrics) {
        let name = String(thread.loop.index)
        self.thread = thread
        lag = metrics.lag.bind(name)
        busy = metrics.busy.bind(name)
        timers = metrics.timers.bind(name)
        due = thread.loop.now.advanced(by: Self.interval)
        thread.loop.beat()
        timer.arm(at: due)
    }

    deinit {
        timer.disarm()
    }

    private func look() {
        let loop = thread.loop
        let now = loop.now
        let delay = due.duration(to: now)
        lag.observe(delay, on: loop.shard)
        let idle = thread.idleTime
        let passed = delay + Self.interval
        busy.set(1 - min(1, max(0, (idle - lastIdle) / passed)))
        timers.set(Double(loop.timerCount))
        lastIdle = idle
        loop.beat(lag: delay)
        due = now.advanced(by: Self.interval)
        timer.arm(at: due)
    }
}
