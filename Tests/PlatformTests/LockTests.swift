import Platform
import Testing

@Suite struct LockTests {
    @Test func onlyOneThreadIsInsideAtATime() async {
        let count = Count()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { @concurrent in
                    for _ in 0..<10_000 { count.value.withLock { $0 += 1 } }
                }
            }
        }
        #expect(count.value.withLock { $0 } == 80_000)
    }

    private final class Count: Sendable {
        let value = Lock(0)
    }
}
