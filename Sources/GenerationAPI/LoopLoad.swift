internal import Synchronization

/// How many connections one loop has, counted from the moment they are given to it: what new ones are spread by.
final class LoopLoad: Sendable {
    private let count = Atomic<Int>(0)

    var connections: Int { count.load(ordering: .relaxed) }

    func add() {
        count.add(1, ordering: .relaxed)
    }

    func remove() {
        count.subtract(1, ordering: .relaxed)
    }
}
