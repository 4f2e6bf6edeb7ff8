internal import Platform

/// How many calls ended lately, and how many of them failed: in slices of time, so that it costs the same however many
/// there are.
struct CallWindow {
    private struct Slice {
        var number: Int64 = -1
        var ended = 0
        var failed = 0
    }

    private var slices = [Slice](repeating: Slice(), count: count)
    private let nanosecondsPerSlice: Int64

    private static let count = 10

    /// - Parameter length: How far back it reaches; a slice of it is a tenth.
    init(_ length: Duration) {
        nanosecondsPerSlice = max(1, (length / Self.count).wholeNanoseconds)
    }

    mutating func add(failed: Bool, at now: Instant) {
        let number = now.nanoseconds / nanosecondsPerSlice
        let place = Int(number % Int64(Self.count))
        if slices[place].number != number { slices[place] = Slice(number: number) }
        slices[place].ended += 1
        if failed { slices[place].failed += 1 }
    }

    /// What ended in the slice of `now` and the nine before it.
    func counts(at now: Instant) -> (ended: Int, failed: Int) {
        let number = now.nanoseconds / nanosecondsPerSlice
        var counts = (ended: 0, failed: 0)
        for slice in slices where slice.number > number - Int64(Self.count) {
            counts.ended += slice.ended
            counts.failed += slice.failed
        }
        return counts
    }
}
