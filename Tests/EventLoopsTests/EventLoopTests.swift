import EventLoops
import Metrics
import Platform
import Simulation
import Synchronization
import Testing

@Suite struct EventLoopTests {
    @Test func aTurnEndsWithTimersJobsDeferredActionsAndOneFlush() {
        final class Flushed: TurnEndObserver {
            var log: (String) -> Void = { _ in }
            func turnEnded() { log("flush") }
        }
        let simulated = SimulatedEventLoop()
        let loop = simulated.loop
        nonisolated(unsafe) var order: [String] = []
        let flushed = Flushed()
        flushed.log = { order.append($0) }
        loop.flushAtEndOfTurn(flushed)
        loop.atEndOfTurn { order.append("deferred") }
        loop.execute { order.append("job") }
        let timer = LoopTimer(on: loop) { order.append("timer") }
        timer.arm(after: .zero)
        loop.endTurn()
        #expect(order == ["timer", "job", "deferred", "flush"])
    }

    @Test func aRealLoopRunsJobsOfOtherThreadsInTheirOrder() async {
        let thread = Self.startThread()
        let loop = thread.loop
        let seen = Lock<[Int]>([])
        await withCheckedContinuation { done in
            for index in 0..<1_000 {
                loop.execute { seen.withLock { $0.append(index) } }
            }
            loop.execute { done.resume() }
        }
        #expect(seen.withLock { $0 } == Array(0..<1_000))
        thread.stop()
        thread.join()
    }

    @Test func anActorPinnedToALoopRunsOnItsThread() async {
        actor Pinned {
            let loop: EventLoop
            nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
            init(_ loop: EventLoop) { self.loop = loop }
            func isOnLoop() -> Bool { loop.isOnLoop }
        }
        let thread = Self.startThread()
        let loop = thread.loop
        #expect(await Pinned(loop).isOnLoop())
        let task = Task(executorPreference: loop) { loop.isOnLoop }
        #expect(await task.value)
        thread.stop()
        thread.join()
    }

    @Test func aRealLoopKeepsItsDeadlinesInOrderAndNeverEarly() async {
        let thread = Self.startThread()
        let loop = thread.loop
        let early = Atomic<Int>(0)
        let fired: [Int] = await withCheckedContinuation { done in
            loop.execute {
                let clock = SystemClock()
                var order: [Int] = []
                var timers: [LoopTimer] = []
                for delay in [30, 10, 20, 0, 5] {
                    let deadline = clock.now().advanced(by: .milliseconds(delay))
                    let timer = LoopTimer(on: loop) {
                        if clock.now() < deadline { early.add(1, ordering: .relaxed) }
                        order.append(delay)
                        if order.count == 5 {
                            done.resume(returning: order)
                            timers = []
                        }
                    }
                    timer.arm(at: deadline)
                    timers.append(timer)
                }
            }
        }
        #expect(fired == [0, 5, 10, 20, 30])
        #expect(early.load(ordering: .relaxed) == 0)
        thread.stop()
        thread.join()
    }

    private static func startThread() -> LoopThread {
        let registry = Registry(loops: 1)
        let thread = LoopThread(
            index: 0,
            shard: registry.shard(ofLoop: 0),
            time: SystemClock(),
            random: SystemRandomness()
        )
        thread.start()
        return thread
    }
}
