internal import Events
internal import Platform

/// Decides whether a model that keeps failing is asked at all: not for a while (open), then by one call that finds out
/// (half-open), then as ever (closed).
///
/// It performs nothing, and reads no clock.
struct CircuitBreaker: ~Copyable {
    /// What a call is told that wants to be made.
    enum Decision: Equatable {
        /// Make it, and tell how it ended.
        case pass(Pass)
        /// Do not; worth trying again after this time, if that is known.
        case refused(Duration?)
    }

    /// Says of a call under which circumstances it was made.
    struct Pass: Equatable {
        fileprivate let epoch: Int
        /// Whether it is the one call that finds out.
        let isProbe: Bool
    }

    private enum Phase {
        case closed
        case open(until: Instant)
        case halfOpen(isProbing: Bool)
    }

    private var settings: CircuitSettings
    private var phase = Phase.closed
    private var window: CallWindow
    /// Counts openings and closings: what was asked before the last of them says nothing any more.
    private var epoch = 0
    /// How often it opened without having closed.
    private var openings = 0
    /// Since when it has not been closed, and what was the last failure.
    private var trouble: (since: Instant, type: ErrorType)?

    init(_ settings: CircuitSettings) {
        self.settings = settings
        window = CallWindow(settings.window)
    }

    /// Goes by these from now on; what was counted by another window is forgotten.
    mutating func use(_ settings: CircuitSettings) {
        if settings.window != self.settings.window { window = CallWindow(settings.window) }
        self.settings = settings
    }

    /// A call wants to be made.
    mutating func ask(at now: Instant) -> Decision {
        switch phase {
        case .closed:
            return .pass(Pass(epoch: epoch, isProbe: false))
        case .open(let until) where now < until:
            return .refused(now.duration(to: until))
        case .halfOpen(isProbing: true):
            return .refused(nil)
        case .open, .halfOpen(isProbing: false):
            phase = .halfOpen(isProbing: true)
            return .pass(Pass(epoch: epoch, isProbe: true))
        }
    }

    /// A call has ended, or has shown what it had to.
    mutating func ended(
        _ pass: Pass,
        _ outcome: CircuitOutcome,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> CircuitChange? {
        guard pass.epoch == epoch, outcome != .unknown else {
            withdrawn(pass)
            return nil
        }
        if pass.isProbe { return probed(outcome, at: now, random: &random) }
        guard case .failed(let type) = outcome else {
            window.add(failed: false, at: now)
            return nil
        }
        window.add(failed: true, at: now)
        let (ended, failed) = window.counts(at: now)
        // Looked at when a call fails only: one that has just worked is no reason to stop asking.
        guard settings.failuresMin > 0, failed >= settings.failuresMin,
            Double(failed) >= Double(ended) * settings.failedShare
        else {
            return nil
        }
        return open(type, at: now, random: &random)
    }

    /// A call ended that says nothing: another may find out in its place.
    mutating func withdrawn(_ pass: Pass) {
        guard pass.isProbe, pass.epoch == epoch else { return }
        phase = .halfOpen(isProbing: false)
    }

    private mutating func probed(
        _ outcome: CircuitOutcome,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> CircuitChange {
        if case .failed(let type) = outcome { return open(type, at: now, random: &random) }
        epoch += 1
        phase = .closed
        openings = 0
        trouble = nil
        window = CallWindow(settings.window)
        return .closed
    }

    private mutating func open(
        _ type: ErrorType,
        at now: Instant,
        random: inout any RandomNumberGenerator
    ) -> CircuitChange {
        var pause = settings.firstPause
        for _ in 0..<openings where pause < settings.longestPause { pause *= 2 }
        // Not every server at the same moment.
        pause = min(pause, settings.longestPause) * Double.random(in: 0.75...1, using: &random)
        epoch += 1
        openings += 1
        trouble = (trouble?.since ?? now, type)
        phase = .open(until: now.advanced(by: pause))
        return .opened(type, pause: pause)
    }

    /// Whether calls are made; an open one whose time is over lets the next through, whether one comes or not.
    func state(at now: Instant) -> CircuitState {
        switch phase {
        case .closed: .closed
        case .open(let until): now < until ? .open : .halfOpen
        case .halfOpen: .halfOpen
        }
    }

    /// Since when it has been open, and why, if no call is made now.
    func trouble(at now: Instant) -> (since: Instant, type: ErrorType)? {
        state(at: now) == .open ? trouble : nil
    }
}
