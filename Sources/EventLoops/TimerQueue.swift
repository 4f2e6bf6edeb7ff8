internal import Platform

/// The armed timers of one loop, the earliest first: a binary heap, and a table of where each timer stands in it, so
/// that re-arming and disarming need no search.
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
            Self.rise(&heap, &positions, from: heap.count - 1)
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
        if position > 0, heap[position].precedes(heap[(position - 1) / 2]) {
            Self.rise(&heap, &positions, from: position)
        } else {
            Self.sink(&heap, &positions, from: position)
        }
    }

    private static func rise(_ heap: inout [Node], _ positions: inout [Int32], from start: Int) {
        var nodes = heap.mutableSpan
        var seats = positions.mutableSpan
        var position = start
        let moving = nodes[position]
        while position > 0 {
            let parent = nodes[(position - 1) / 2]
            guard moving.precedes(parent) else { break }
            nodes[position] = parent
            seats[Int(parent.seat)] = Int32(truncatingIfNeeded: position)
            position = (position - 1) / 2
        }
        nodes[position] = moving
        seats[Int(moving.seat)] = Int32(truncatingIfNeeded: position)
    }

    private static func sink(_ heap: inout [Node], _ positions: inout [Int32], from start: Int) {
        var nodes = heap.mutableSpan
        var seats = positions.mutableSpan
        var position = start
        let moving = nodes[position]
        while true {
            var child = 2 * position + 1
            guard child < nodes.count else { break }
            if child + 1 < nodes.count, nodes[child + 1].precedes(nodes[child]) { child += 1 }
            let least = nodes[child]
            guard least.precedes(moving) else { break }
            nodes[position] = least
            seats[Int(least.seat)] = Int32(truncatingIfNeeded: position)
            position = child
        }
        nodes[position] = moving
        seats[Int(moving.seat)] = Int32(truncatingIfNeeded: position)
    }
}
