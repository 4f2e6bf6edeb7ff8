import Events
import Platform

@testable import Providers

/// What `CircuitBreaker` should do, said differently: every call and every ending that it has seen is kept.
struct CircuitModel {
    enum Call: Equatable {
        case ask
        /// The oldest call that has not ended ends; the newest does.
        case oldest(CircuitOutcome)
        case newest(CircuitOutcome)
        case passes(Duration)
    }

    static let settings: CircuitSettings = {
        var settings = CircuitSettings()
        settings.failuresMin = 2
        return settings
    }()

    private let settings = settings
    private var failures: [(at: Instant, failed: Bool)] = []
    private var openUntil: Instant?
    private var pauses = 0
    private(set) var hasProbe = false
    /// The calls that have not ended, and whether they still count.
    private(set) var calls: [(isProbe: Bool, counts: Bool)] = []

    func state(at now: Instant) -> CircuitState {
        guard let openUntil else { return .closed }
        return now < openUntil ? .open : .halfOpen
    }

    /// Whether the call is made.
    mutating func ask(at now: Instant) -> Bool {
        switch state(at: now) {
        case .open: return false
        case .halfOpen where hasProbe: return false
        case .halfOpen:
            hasProbe = true
            calls.append((true, true))
        case .closed: calls.append((false, true))
        }
        return true
    }

    /// The call of this place ends; returns how long the circuit opens, or zero if it closes.
    mutating func end(_ place: Int, _ outcome: CircuitOutcome, at now: Instant) -> Duration? {
        let call = calls.remove(at: place)
        guard call.counts else { return nil }
        if call.isProbe { hasProbe = false }
        switch outcome {
        case .unknown: return nil
        case .worked:
            failures.append((now, false))
            guard call.isProbe else { return nil }
            (openUntil, pauses, failures) = (nil, 0, [])
            forget()
            return .zero
        case .failed:
            failures.append((now, true))
            let slice = settings.window.wholeNanoseconds / 10
            let lately = failures.filter { $0.at.nanoseconds / slice > now.nanoseconds / slice - 10 }
            let failed = lately.count(where: \.failed)
            guard call.isProbe || (failed >= settings.failuresMin && failed * 2 >= lately.count) else {
                return nil
            }
            // The random numbers of the test are the largest.
            let pause = Duration.seconds([5, 10, 20, 40, 80, 120][min(pauses, 5)])
            pauses += 1
            openUntil = now.advanced(by: pause)
            forget()
            return pause
        }
    }

    private mutating func forget() {
        for place in calls.indices { calls[place].counts = false }
    }
}
