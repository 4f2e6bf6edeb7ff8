import Platform
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct StorageHealthTests {
    /// A disk whose answers are scripted, and which may keep whoever asks it waiting.
    private final class Disk: Sendable {
        private let obstacle = Lock<String?>(nil)
        private let isStuck = Lock(false)
        private let release = Semaphore()
        let wasAsked = Semaphore()

        func become(_ obstacle: String?, stuck: Bool = false) {
            self.obstacle.withLock { $0 = obstacle }
            isStuck.withLock { $0 = stuck }
        }

        func answer() -> String? {
            if isStuck.withLock({ $0 }) {
                wasAsked.signal()
                release.wait()
            }
            return obstacle.withLock { $0 }
        }

        func comeBack() {
            release.signal()
        }
    }

    @Test func theCheckSaysWhatTheDiskSaidLast() {
        let clock = SimulatedClock()
        let disk = Disk()
        let storage = StorageHealth(time: clock) { disk.answer() }
        #expect(storage.finding(at: clock.now()) == nil)
        disk.become("Read-only file system")
        #expect(storage.finding(at: clock.now()) == nil)
        storage.ask()
        let sentence = "the data directory cannot be written to: Read-only file system"
        #expect(storage.finding(at: clock.now()) == .failure(sentence))
        disk.become(nil)
        storage.ask()
        #expect(storage.finding(at: clock.now()) == nil)
    }

    @Test func aDiskThatDoesNotAnswerIsAFailureAndKeepsNobodyWaiting() {
        let clock = SimulatedClock()
        let disk = Disk()
        let storage = StorageHealth(time: clock) { disk.answer() }
        disk.become(nil, stuck: true)
        let asker = Thread(named: "asker") { storage.ask() }
        disk.wasAsked.wait()
        let asked = clock.now()
        clock.advance(to: asked.advanced(by: .milliseconds(4_999)))
        #expect(storage.finding(at: clock.now()) == nil)
        clock.advance(to: asked.advanced(by: .seconds(5)))
        let sentence = "the disk of the data directory does not answer"
        #expect(storage.finding(at: clock.now()) == .failure(sentence))
        disk.comeBack()
        asker.join()
        #expect(storage.finding(at: clock.now()) == nil)
    }
}
