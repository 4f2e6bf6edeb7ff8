internal import Glibc

/// A count that one thread waits for and others raise.
@safe package final class Semaphore: @unchecked Sendable {
    // @unchecked: POSIX semaphores are made to be shared by threads.
    private let semaphore: UnsafeMutablePointer<sem_t>

    package init() {
        unsafe semaphore = .allocate(capacity: 1)
        let status = unsafe sem_init(semaphore, 0, 0)
        precondition(status == 0, "a semaphore can always be made")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    package func signal() {
        unsafe sem_post(semaphore)
    }

    package func wait() {
        while unsafe sem_wait(semaphore) != 0 {}
    }

    /// The same, but no longer than `time`; false if nobody signalled until then.
    ///
    /// A civil clock that is set meanwhile moves the end: glibc hides the call that takes another clock from Swift.
    package func wait(within time: Duration) -> Bool {
        var end = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + Int(time.wholeNanoseconds)
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while unsafe sem_timedwait(semaphore, &end) != 0 {
            if errno == ETIMEDOUT { return false }
        }
        return true
    }
}
