internal import Glibc
package import Metrics
package import Platform
internal import Synchronization

/// One thread's turn after turn of work: everything that belongs to a connection or a generation runs on one.
///
/// It is a Swift executor, so actors and tasks can be pinned to it. A turn is: what the sockets brought, then
/// `endTurn`: due timers, jobs from other threads, deferred actions, and one flush for every connection that got
/// something to send. Objects of a loop are not `Sendable`: only the loop's thread has them.
///
/// Who makes the turns, and how they are waited for, is not its business: `LoopThread` does it by libuv, a simulation
/// by hand.
@safe package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    // @unchecked: `inbox`, `owner`, `lastBeat` and `lateSince` may be touched by any thread and are guarded; all else
    // is touched only on the loop's own thread, which `preconditionOnLoop` checks at the entries.

    /// The loop's number, from 0.
    package let index: Int
    /// Where its metrics are recorded.
    package let shard: Shard
    package let time: any TimeSource
    /// Jitter and identifiers; seeded in a simulation.
    package var random: any RandomNumberGenerator
    /// Memory for what connections send.
    package let buffers: BufferPool

    private let wake: @Sendable () -> Void
    private let inbox = Lock<[Job]>([])
    private let owner = Atomic<UInt>(0)
    /// When the loop last showed that it is alive, in nanoseconds of its clock.
    private let lastBeat = Atomic<Int64>(0)
    /// Since when its timers are late, in nanoseconds of its clock; 0 if they are not.
    private let lateSince = Atomic<Int64>(0)

    private var jobs: [Job] = []
    private var timers = TimerQueue()
    private var deferred: [() -> Void] = []
    // Optional, so that each can be moved out when it is told, which costs less than to copy and to destroy it.
    private var flushing: [(any TurnEndObserver)?] = []
    private var flushed: [(any TurnEndObserver)?] = []
    private var cachedNow: Instant?
    private var cachedTimestamp: Timestamp?
    /// Whether the loop posted something to itself, for which nobody needs to wake it.
    private var hasPostedToItself = false

    /// Timers run in one turn: few enough that what they touched is still in the processor's cache when it is sent,
    /// and that no socket waits for thousands of them.
    private static let timersPerTurnMax = 64
    /// A timer that fires later than this is late: people notice.
    private static let lagMax = Duration.milliseconds(250)
    /// Jobs run in one turn before the sockets get their turn again.
    private static let jobsPerTurnMax = 4_096

    private enum Job {
        case executor(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    /// - Parameters:
    ///   - index: The loop's number, from 0.
    ///   - shard: Where its metrics are recorded.
    ///   - time: The clock of everything on the loop.
    ///   - random: Jitter and identifiers of everything on the loop.
    ///   - wake: Makes a loop that waits begin a turn; called by other threads when the inbox was empty.
    package init(
        index: Int,
        shard: Shard,
        time: any TimeSource,
        random: any RandomNumberGenerator,
        wake: @escaping @Sendable () -> Void
    ) {
        self.index = index
        self.shard = shard
        self.time = time
        self.random = random
        self.wake = wake
        buffers = BufferPool()
    }

    // MARK: From any thread

    package func enqueue(_ job: consuming ExecutorJob) {
        post(.executor(UnownedJob(job)))
    }

    /// Runs `body` on the loop, in a later turn or at the end of this one, in the order of the calls.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        post(.closure(body))
    }

    /// How long ago the loop last showed that it turns: what the watchdog and the liveness probe look at.
    package func timeSinceBeat(at now: Instant) -> Duration {
        .nanoseconds(now.nanoseconds - lastBeat.load(ordering: .relaxed))
    }

    /// For how long its timers have been late without a pause; what sheds load looks at.
    package func timeLate(at now: Instant) -> Duration {
        let since = lateSince.load(ordering: .relaxed)
        return since == 0 ? .zero : .nanoseconds(now.nanoseconds - since)
    }

    package func isIsolatingCurrentContext() -> Bool? { isOnLoop }

    package func checkIsolated() { preconditionOnLoop() }

    package var isOnLoop: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

    package func preconditionOnLoop() {
        precondition(isOnLoop, "only the loop's own thread may do this")
    }

    // MARK: On the loop

    /// The time at which this turn began to run, read once a turn.
    package var now: Instant {
        if let cachedNow { return cachedNow }
        let now = time.now()
        cachedNow = now
        return now
    }

    /// Civil time at which this turn began to need it, read once a turn.
    package var timestamp: Timestamp {
        if let cachedTimestamp { return cachedTimestamp }
        let timestamp = time.timestamp()
        cachedTimestamp = timestamp
        return timestamp
    }

    /// Runs `action` at the end of this turn: for closing, cancelling and removing, which must not happen under
    /// the feet of a caller that is still using the object.
    package func atEndOfTurn(_ action: @escaping () -> Void) {
        deferred.append(action)
    }

    /// Tells `observer` once when this turn ends, after everything that may still add to what it has to send.
    package func flushAtEndOfTurn(_ observer: any TurnEndObserver) {
        flushing.append(observer)
    }

    package var timerCount: Int { timers.count }

    /// Shows that the loop turns, and how late it is.
    package func beat(lag: Duration = .zero) {
        lastBeat.store(now.nanoseconds, ordering: .relaxed)
        if lag < Self.lagMax {
            lateSince.store(0, ordering: .relaxed)
        } else if lateSince.load(ordering: .relaxed) == 0 {
            lateSince.store(now.nanoseconds, ordering: .relaxed)
        }
    }

    func arm(_ timer: LoopTimer, at deadline: Instant) {
        timers.arm(timer, at: deadline, now: now)
    }

    func disarm(_ timer: LoopTimer) {
        timers.disarm(timer)
    }

    /// Takes the loop for the calling thread; its turns are made there from now on.
    package func becomeOwner() {
        owner.store(UInt(pthread_self()), ordering: .relaxed)
    }

    /// Whether the loop has work left that waits for no socket and no deadline.
    package var hasPendingWork: Bool {
        hasPostedToItself || !jobs.isEmpty || !deferred.isEmpty || !flushing.isEmpty
    }

    /// When the loop must turn again even if no socket brings anything: nil for never.
    package var nextDeadline: Instant? { timers.earliest }

    /// Everything of a turn that is not a socket's: called once, after the sockets.
    package func endTurn() {
        runDueTimers()
        runJobs()
        runDeferred()
        flush()
        cachedNow = nil
        cachedTimestamp = nil
    }

    private func runDueTimers() {
        guard let earliest = timers.earliest, earliest <= now else { return }
        let order = timers.nextOrder
        for _ in 0..<Self.timersPerTurnMax {
            guard let timer = timers.takeDue(at: now, armedBefore: order) else { return }
            timer.run()
        }
    }

    private func runJobs() {
        hasPostedToItself = false
        for _ in 0..<Self.jobsPerTurnMax {
            if jobs.isEmpty {
                // The two arrays change places, so that neither allocates again once it has grown.
                inbox.withLock { swap(&$0, &jobs) }
                jobs.reverse()
            }
            guard let job = jobs.popLast() else { return }
            switch job {
            case .closure(let body): body()
            case .executor(let job):
                unsafe job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(),
                    taskExecutor: asUnownedTaskExecutor()
                )
            }
        }
    }

    private func runDeferred() {
        while !deferred.isEmpty {
            let actions = deferred
            deferred.removeAll(keepingCapacity: true)
            for action in actions { action() }
        }
    }

    private func flush() {
        while !flushing.isEmpty {
            // The two arrays change places, so that whoever is told may add to what is told next.
            swap(&flushing, &flushed)
            for index in flushed.indices { flushed[index].take()?.turnEnded() }
            flushed.removeAll(keepingCapacity: true)
        }
    }

    private func post(_ job: consuming sending Job) {
        let job = job
        let wasEmpty = inbox.withLock { inbox in
            inbox.append(job)
            return inbox.count == 1
        }
        guard wasEmpty else { return }
        if isOnLoop {
            hasPostedToItself = true
        } else {
            wake()
        }
    }
}

/// Something that wants to act once at the end of a turn in which it got work.
package protocol TurnEndObserver: AnyObject {
    func turnEnded()
}
