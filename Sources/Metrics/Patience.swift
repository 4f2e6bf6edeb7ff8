internal import Glibc

/// How to wait for a writer that is a few instructions from done: spin a little, then let it run.
struct Patience {
    private var tries = 0
    private static let spinsMax = 64

    mutating func wait() {
        tries += 1
        if tries > Self.spinsMax {
            tries = 0
            sched_yield()
        }
    }
}
