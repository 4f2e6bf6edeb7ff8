internal import Platform

/// The armed timers of one loop, the earliest first: a binary heap, and a table of where each timer stands in it, so
/// that re-arming and disarming need no search.
///
/// Moving a node writes to the table and not to the timer: with thousands of timers those would have to be fetched
/// from memory at every level of the heap. A timer that is due when it is armed needs no heap: those come one behind
/// the other.
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
    /// Timers that were due when they were armed, in that order; those before `firstDue` have been taken.
    private var due: [Node] = []
    private var firstDue = 0
    /// The timers by their seats, which hold on to them while they are armed.
    private var timers: [LoopTimer?] = []
    /// Where the timer of a seat stands in the heap; -1 where it does not.
    private var positions: [Int32] = []
    private var freeSeats: [Int32] = []
    private var armed: UInt64 = 0

    private(set) var count = 0

    var earliest: Instant? { first?.deadline }

    /// The stamp that the next timer to be armed will get.
    var nextOrder: UInt64 { armed }

    mutating func arm(_ timer: LoopTimer, at deadline: Instant, now: Instant) {
        guard deadline > now else { return armDue(timer, now) }
        if timer.seat >= 0, positions[Int(timer.seat)] < 0 { disarm(timer) }
        if timer.seat < 0 {
            sit(timer)
            heap.append(Node(deadline: deadline, order: armed, seat: timer.seat))
            Self.rise(&heap, &positions, from: heap.count - 1)
        } else {
            let position = Int(positions[Int(timer.seat)])
            heap[position] = Node(deadline: deadline, order: armed, seat: timer.seat)
            settle(at: position)
        }
        armed += 1
    }

    private mutating func armDue(_ timer: LoopTimer, _ now: Instant) {
        disarm(timer)
        sit(timer)
        due.append(Node(deadline: now, order: armed, seat: timer.seat))
        armed += 1
    }

    mutating func disarm(_ timer: LoopTimer) {
        guard timer.seat >= 0 else { return }
        let position = Int(positions[Int(timer.seat)])
        if position >= 0 {
            remove(at: position)
            _ = leave(timer.seat)
        } else {
            // Its place among the due stays, and the seat with it, until it would have been its turn.
            timers[Int(timer.seat)] = nil
            timer.seat = -1
            count -= 1
            dropDisarmed()
        }
    }

    /// Takes the first timer that is due at `now` and was armed before `order`.
    ///
    /// The latter keeps a timer that re-arms itself for "at once" from holding up the turn.
    mutating func takeDue(at now: Instant, armedBefore order: UInt64) -> LoopTimer? {
        guard let first, first.deadline <= now, first.order < order else { return nil }
        if positions[Int(first.seat)] >= 0 {
            remove(at: 0)
            return leave(first.seat)
        }
        firstDue += 1
        let timer = leave(first.seat)
        dropDisarmed()
        return timer
    }

    private var first: Node? {
        guard firstDue < due.count else { return heap.first }
        let due = due[firstDue]
        guard let first = heap.first, first.precedes(due) else { return due }
        return first
    }

    /// Keeps a timer that is armed in front of the due, and their room as small as they are many.
    private mutating func dropDisarmed() {
        while firstDue < due.count, timers[Int(due[firstDue].seat)] == nil {
            freeSeats.append(due[firstDue].seat)
            firstDue += 1
        }
        if firstDue == due.count {
            due.removeAll(keepingCapacity: true)
            firstDue = 0
        } else if firstDue > 1_024, firstDue > due.count / 2 {
            due.removeFirst(firstDue)
            firstDue = 0
        }
    }

    private mutating func sit(_ timer: LoopTimer) {
        count += 1
        if let seat = freeSeats.popLast() {
            timer.seat = seat
            timers[Int(seat)] = timer
            positions[Int(seat)] = -1
        } else {
            timer.seat = Int32(timers.count)
            timers.append(timer)
            positions.append(-1)
        }
    }

    private mutating func leave(_ seat: Int32) -> LoopTimer? {
        count -= 1
        let timer = timers[Int(seat)].take()
        timer?.seat = -1
        freeSeats.append(seat)
        return timer
    }

    private mutating func remove(at position: Int) {
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        settle(at: position)
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
