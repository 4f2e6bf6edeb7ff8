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
}
