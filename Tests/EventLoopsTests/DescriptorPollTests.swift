import Glibc
import Metrics
import Platform
import Testing

@testable import EventLoops

/// Real descriptors on a real loop.
@Suite struct DescriptorPollTests {
    /// What a poll on the loop told, in order.
    private final class Record: Sendable {
        let told = Lock<[DescriptorPoll.Readiness]>([])
        let change = Semaphore()

        func add(_ readiness: DescriptorPoll.Readiness) {
            told.withLock { $0.append(readiness) }
            change.signal()
        }
    }

    private func withLoop(_ body: (LoopThread) throws -> Void) rethrows {
        let registry = Registry(loops: 1)
        let shard = registry.shard(ofLoop: 0)
        let thread = LoopThread(index: 0, shard: shard, time: SystemClock(), random: SystemRandomness())
        thread.start()
        try body(thread)
        thread.stop()
        thread.join()
    }

    private func socketPair() -> (near: CInt, far: CInt) {
        var pair: [CInt] = [0, 0]
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        precondition(socketpair(AF_UNIX, kind, 0, &pair) == 0)
        return (pair[0], pair[1])
    }

    @Test func itTellsOfWhatItWasAskedFor() {
        withLoop { thread in
            let (near, far) = socketPair()
            let record = Record()
            let poll = LoopBound<DescriptorPoll?>(on: thread.loop) {
                let poll = DescriptorPoll(near, on: thread) { record.add($0) }
                poll?.watch(.readable)
                return poll
            }
            _ = write(far, "x", 1)
            record.change.wait()
            #expect(record.told.withLock { $0.first } == .readable)
            poll.run { poll in
                record.told.withLock { $0 = [] }
                poll?.watch([.readable, .writable])
            }
            record.change.wait()
            while record.told.withLock({ $0.contains([.readable, .writable]) }) == false {
                record.change.wait()
            }
            poll.run { poll in
                poll?.watch([])
                poll?.close()
                record.told.withLock { $0 = [] }
            }
            poll.release()
        }
    }

    @Test func aDescriptorThatIsUsedAgainIsPolledAgain() {
        withLoop { thread in
            let record = Record()
            thread.loop.execute {
                for _ in 0..<100 {
                    let (near, far) = socketPair()
                    let poll = DescriptorPoll(near, on: thread) { record.add($0) }
                    poll?.watch(.writable)
                    poll?.close()
                    close(near)
                    let again = DescriptorPoll(far, on: thread) { record.add($0) }
                    if again == nil { record.add(.failed) }
                    again?.close()
                    close(far)
                }
                record.change.signal()
            }
            record.change.wait()
            #expect(record.told.withLock { $0 } == [])
        }
    }

    @Test func anErrorIsToldAsLongAsItIsWatchedFor() {
        withLoop { thread in
            let (near, far) = socketPair()
            let record = Record()
            _ = write(near, "x", 1)
            // What was not read is lost, which is an error for whoever sent it.
            close(far)
            let poll = LoopBound<DescriptorPoll?>(on: thread.loop) {
                let poll = DescriptorPoll(near, on: thread) { record.add($0) }
                poll?.watch(.readable)
                return poll
            }
            for _ in 0..<3 { record.change.wait() }
            #expect(
                record.told.withLock { $0.prefix(3) }
                    == Array(repeating: [.readable, .failed], count: 3)[...]
            )
            poll.run { poll in
                poll?.close()
                close(near)
            }
            poll.release()
        }
    }

    @Test func whatCannotBePolledIsRefused() {
        withLoop { thread in
            let wasRefused = Lock(false)
            let done = Semaphore()
            let file = open("/etc/passwd", O_RDONLY)
            thread.loop.execute {
                let poll = DescriptorPoll(file, on: thread) { _ in }
                wasRefused.withLock { $0 = poll == nil }
                poll?.close()
                done.signal()
            }
            done.wait()
            close(file)
            #expect(wasRefused.withLock { $0 })
        }
    }

    @Test(arguments: [
        ("localhost", true),
        ("name.invalid", false),
    ])
    func theSystemIsAskedForNames(name: String, exists: Bool) {
        withLoop { thread in
            let answer = Lock<Result<[PeerAddress], NameFault>?>(nil)
            let done = Semaphore()
            thread.loop.execute {
                SystemNameLookup(on: thread).findAddresses(of: name) { found in
                    answer.withLock { $0 = found }
                    done.signal()
                }
            }
            done.wait()
            let found = answer.withLock { $0 }
            if exists {
                #expect((try? found?.get())?.allSatisfy(\.isLoopback) == true)
            } else {
                #expect((try? found?.get()) == nil)
            }
        }
    }
}
