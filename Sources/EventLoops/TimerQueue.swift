internal import Platform

/// The armed timers of one loop, the earliest first: a heap whose nodes have four children, and a table of where each
/// timer stands in it, so that re-arming and disarming need no search.
///
/// Moving a node writes to the table and not to the timer: with thousands of timers those would have to be fetched
/// from memory at every level of the heap.
struct TimerQueue: ~Copyable {
    private struct Node {
        let deadline: Instant
        let order: UInt64
        /// The timer's place in the table.
        let seat: Int32

        func precedes(_ other: Node) -> Bool {
            deadline.nanoseconds == other.deadline.nanoseconds
                ? order < other.order : deadline.nanoseconds < other.deadline.nanoseconds
        }
    }

    private static let children = 4

    private var heap: [Node] = []
    /// The timers by their seats, which hold on to them while they are armed.
    private var timers: [LoopTimer?] = []
    /// Where the timer of a seat stands in the heap.
    private var positions: [Int32] = []
    private var freeSeats: [Int32] = []
    private var armed: UInt64 = 0

    var count: Int { heap.count }

    var earliest: Instant? { heap.first?.deadline }

    /// The stamp that the next timer to be armed will get.
    var nextOrder: UInt64 { armed }

    mutating func arm(_ timer: LoopTimer, at deadline: Instant) {
        if timer.seat < 0 {
            sit(timer)
            heap.append(Node(deadline: deadline, order: armed, seat: timer.seat))
            armed += 1
            rise(from: heap.count - 1)
        } else {
            let position = Int(positions[Int(timer.seat)])
            heap[position] = Node(deadline: deadline, order: armed, seat: timer.seat)
            armed += 1
            settle(at: position)
        }
    }

    mutating func disarm(_ timer: LoopTimer) {
        guard timer.seat >= 0 else { return }
        _ = remove(at: Int(positions[Int(timer.seat)]))
    }

    /// Takes the first timer that is due at `now` and was armed before `order`.
    ///
    /// The latter keeps a timer that re-arms itself for "at once" from holding up the turn.
    mutating func takeDue(at now: Instant, armedBefore order: UInt64) -> LoopTimer? {
        guard let first = heap.first, first.deadline <= now, first.order < order else { return nil }
        return remove(at: 0)
    }

    private mutating func sit(_ timer: LoopTimer) {
        if let seat = freeSeats.popLast() {
            timer.seat = seat
            timers[Int(seat)] = timer
        } else {
            timer.seat = Int32(timers.count)
            timers.append(timer)
            positions.append(-1)
        }
    }

    private mutating func remove(at position: Int) -> LoopTimer? {
        let seat = heap[position].seat
        let last = heap.removeLast()
        if position < heap.count {
            heap[position] = last
            settle(at: position)
        }
        let timer = timers[Int(seat)].take()
        timer?.seat = -1
        freeSeats.append(seat)
        return timer
    }

    private mutating func settle(at position: Int) {
        if position > 0, heap[position].precedes(heap[(position - 1) / Self.children]) {
            rise(from: position)
        } else {
            sink(from: position)
        }
    }

    private mutating func rise(from start: Int) {
        var position = start
        let moving = heap[position]
        while position > 0 {
            let parent = (position - 1) / Self.children
            guard moving.precedes(heap[parent]) else { break }
            place(heap[parent], at: position)
            position = parent
        }
        place(moving, at: position)
    }

    private mutating func sink(from start: Int) {
        var position = start
        let moving = heap[position]
        while true {
            let first = Self.children * position + 1
            guard first < heap.count else { break }
            var least = first
            for child in first..<min(first + Self.children, heap.count)
            where heap[child].precedes(heap[least]) {
                least = child
            }
            guard heap[least].precedes(moving) else { break }
            place(heap[least], at: position)
            position = least
        }
        place(moving, at: position)
    }

    private mutating func place(_ node: Node, at position: Int) {
        heap[position] = node
        positions[Int(node.seat)] = Int32(truncatingIfNeeded: position)
    }
}
