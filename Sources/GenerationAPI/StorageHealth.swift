internal import Platform

/// Whether the directory for what must survive the server can be written to.
///
/// A disk may take for ever to answer: a thread of its own asks it, and a probe reads what it heard last.
final class StorageHealth: Sendable {
    private struct State {
        /// What was wrong when the disk last answered, or nil.
        var obstacle: String?
        /// Since when it owes an answer.
        var asked: Instant?
    }

    private let time: any TimeSource
    private let look: @Sendable () -> String?
    private let state = Lock(State())
    private let stopping = Semaphore()

    /// Often enough that probes, which come every few seconds, hear of a change the next time.
    private static let interval = Duration.seconds(2)
    /// A disk that is merely busy answers sooner.
    private static let patience = Duration.seconds(5)

    /// - Parameters:
    ///   - time: The clock of the probes.
    ///   - look: Asks the disk, for as long as that takes: what keeps us from writing, or nil.
    init(time: any TimeSource, look: @escaping @Sendable () -> String?) {
        self.time = time
        self.look = look
    }

    convenience init(of directory: String, time: any TimeSource) {
        self.init(time: time) { FileSystem.obstacle(toWritingIn: directory) }
    }

    /// Asks from now on, until it is stopped.
    func start() {
        // Nobody waits for its end, which a disk that does not answer would put off.
        Thread(named: "storage") { [self] in
            repeat { ask() } while !stopping.wait(within: Self.interval)
        }.detach()
    }

    func stop() {
        stopping.signal()
    }

    /// Asks once.
    func ask() {
        let now = time.now()
        state.withLock { $0.asked = now }
        let obstacle = look()
        state.withLock { $0 = State(obstacle: obstacle) }
    }

    func finding(at now: Instant) -> HealthCheck.Finding? {
        let (asked, obstacle) = state.withLock { ($0.asked, $0.obstacle) }
        if let asked, asked.duration(to: now) >= Self.patience {
            return .failure("the disk of the data directory does not answer")
        }
        return obstacle.map { .failure("the data directory cannot be written to: \($0)") }
    }
}
