import EventLoops
import Platform
import Simulation
import Testing

@Suite struct TimerTests {
    @Test func timersFireInTheOrderOfTheirDeadlines() {
        let simulated = SimulatedEventLoop()
        let loop = simulated.loop
        var fired: [Int] = []
        var random = SeededRandomness(seed: 7)
        let delays = (0..<500).map { _ in Int.random(in: 0..<1_000, using: &random) }
        let timers = delays.map { delay in LoopTimer(on: loop) { fired.append(delay) } }
        for (timer, delay) in zip(timers, delays) { timer.arm(after: .milliseconds(delay)) }
        simulated.advance(by: .seconds(1))
        #expect(fired == delays.sorted())
    }

    @Test func equalDeadlinesFireInTheOrderOfArming() {
        let simulated = SimulatedEventLoop()
        let loop = simulated.loop
        var fired: [Int] = []
        let timers = (0..<10).map { index in LoopTimer(on: loop) { fired.append(index) } }
        for timer in timers.reversed() { timer.arm(after: .seconds(1)) }
        simulated.advance(by: .seconds(1))
        #expect(fired == Array((0..<10).reversed()))
    }

    @Test func aTimerThatRearmsItselfForAtOnceDoesNotHoldUpTheTurn() {
        let simulated = SimulatedEventLoop()
        let loop = simulated.loop
        var count = 0
        var timer: LoopTimer?
        timer = LoopTimer(on: loop) {
            count += 1
            timer?.arm(after: .zero)
        }
        timer?.arm(after: .zero)
        for turn in 1...5 {
            loop.endTurn()
            #expect(count == turn)
        }
        timer?.disarm()
        simulated.settle()
        #expect(count == 5)
        timer = nil
    }

    /// Every mixture of arming, re-arming and disarming, against a plain list.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func theQueueAgreesWithAPlainList(seed: UInt64) {
        let simulated = SimulatedEventLoop()
        let loop = simulated.loop
        var random = SeededRandomness(seed: seed)
        var fired: [Int] = []
        var expected: [Int: Duration] = [:]
        var elapsed = Duration.zero
        let timers = (0..<20).map { index in LoopTimer(on: loop) { fired.append(index) } }
        for _ in 0..<200 {
            let index = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                timers[index].disarm()
                expected[index] = nil
            case 1:
                let step = Duration.milliseconds(Int.random(in: 1..<40, using: &random))
                elapsed += step
                fired = []
                simulated.advance(by: step)
                let due = expected.filter { $0.value <= elapsed }
                #expect(Set(fired) == Set(due.keys))
                #expect(fired.map { due[$0] ?? .zero } == due.values.sorted())
                for key in due.keys { expected[key] = nil }
            default:
                // A fifth is due at once, which takes another way through the queue.
                let delay = Duration.milliseconds(max(0, Int.random(in: -25..<100, using: &random)))
                timers[index].arm(after: delay)
                expected[index] = elapsed + delay
            }
            for (index, timer) in timers.enumerated() { #expect(timer.isArmed == (expected[index] != nil)) }
        }
    }
}
