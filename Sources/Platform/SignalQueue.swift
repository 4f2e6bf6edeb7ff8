internal import Glibc

/// The signals that the server acts on, taken one after the other by the main thread instead of interrupting whatever
/// runs.
@safe package struct SignalQueue {
    package enum Arrival: Sendable {
        case terminate
        case interrupt
        case reload
    }

    private var signals = sigset_t()

    /// Blocks the signals in this thread and all that it starts; to be made before any other thread.
    package init() {
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A peer that is gone shows as an error of the write.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the next signal, or until the time is over.
    package mutating func next(within time: Duration) -> Arrival? {
        var timeout = timespec()
        timeout.tv_sec = Int(time.components.seconds)
        timeout.tv_nsec = Int(time.components.attoseconds / 1_000_000_000)
        switch unsafe sigtimedwait(&signals, nil, &timeout) {
        case SIGTERM: return .terminate
        case SIGINT: return .interrupt
        case SIGHUP: return .reload
        default: return nil
        }
    }
}
