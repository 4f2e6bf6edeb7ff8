internal import Platform

/// The armed timers of one loop, the earliest first: a binary heap in which every timer knows its place, so that
/// re-arming and disarming need no search.
struct TimerQueue: ~Copyable {
    private var heap: [Slot] = []
    private var armed: UInt64 = 0

    /// A timer's place in the heap.
    ///
    /// The timer is retained by hand while it stands here: counting references at every move of the heap would
    /// cost more than the moves.
    @safe private struct Slot {
        let deadline: Instant
        let order: UInt64
        private let timer: Unmanaged<LoopTimer>

        init(retaining timer: LoopTimer, deadline: Instant, order: UInt64) {
            unsafe self.timer = .passRetained(timer)
            self.deadline = deadline
            self.order = order
        }

        func precedes(_ other: Slot) -> Bool {
            deadline.nanoseconds == other.deadline.nanoseconds
                ? order < other.order : deadline.nanoseconds < other.deadline.nanoseconds
        }

        func set(position: Int) {
            unsafe timer._withUnsafeGuaranteedRef { $0.position = position }
        }

        func release() -> LoopTimer {
            unsafe timer.takeRetainedValue()
        }
    }

    deinit {
        for slot in heap { _ = slot.release() }
    }

    var count: Int { heap.count }

    var earliest: Instant? { heap.first?.deadline }

    /// The stamp that the next timer to be armed will get.
    var nextOrder: UInt64 { armed }

    mutating func arm(_ timer: LoopTimer, at deadline: Instant) {
        disarm(timer)
        heap.append(Slot(retaining: timer, deadline: deadline, order: armed))
        armed += 1
        rise(from: heap.count - 1)
    }

    mutating func disarm(_ timer: LoopTimer) {
        guard timer.position >= 0 else { return }
        _ = remove(at: timer.position)
    }

    /// Takes the first timer that is due at `now` and was armed before `order`.
    ///
    /// The latter keeps a timer that re-arms itself for "at once" from holding up the turn.
    mutating func takeDue(at now: Instant, armedBefore order: UInt64) -> LoopTimer? {
        guard let first = heap.first, first.deadline <= now, first.order < order else { return nil }
        return remove(at: 0)
    }

    private mutating func remove(at position: Int) -> LoopTimer {
        let removed = heap[position]
        removed.set(position: -1)
        let last = heap.removeLast()
        if position < heap.count {
            heap[position] = last
            if position > 0, last.precedes(heap[(position - 1) / 2]) {
                rise(from: position)
            } else {
                sink(from: position)
            }
        }
        return removed.release()
    }

    private mutating func rise(from start: Int) {
        var position = start
        let moving = heap[position]
        while position > 0, moving.precedes(heap[(position - 1) / 2]) {
            place(heap[(position - 1) / 2], at: position)
            position = (position - 1) / 2
        }
        place(moving, at: position)
    }

    private mutating func sink(from start: Int) {
        var position = start
        let moving = heap[position]
        while true {
            var child = 2 * position + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count && heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(moving) else { break }
            place(heap[child], at: position)
            position = child
        }
        place(moving, at: position)
    }

    private mutating func place(_ slot: Slot, at position: Int) {
        heap[position] = slot
        slot.set(position: position)
    }
}
