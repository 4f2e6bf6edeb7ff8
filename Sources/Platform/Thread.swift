internal import Glibc

/// A named thread that runs one function to its end.
@safe package final class Thread: @unchecked Sendable {
    // @unchecked: `id` is written before anybody else has the object.
    private var id = pthread_t()

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts the thread; `name` is what debuggers and `top -H` show, cut to 15 bytes.
    package init(named name: String, _ body: @escaping @Sendable () -> Void) {
        let start = unsafe Unmanaged.passRetained(Start(name, body)).toOpaque()
        let status = unsafe pthread_create(
            &id,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                Thread.nameCurrent(start.name)
                start.body()
                return nil
            },
            start
        )
        precondition(status == 0, "no thread could be started: \(unsafe String(cString: strerror(status)))")
    }

    /// Lets the thread go: what it needed is freed when it ends, and nobody can wait for it.
    package func detach() {
        pthread_detach(id)
    }

    /// Waits until the thread has ended; at most once.
    package func join() {
        pthread_join(id, nil)
    }

    private static func nameCurrent(_ name: String) {
        // `comm` is the kernel's name for what `pthread_setname_np` sets, which glibc hides from Swift.
        let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        _ = unsafe write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
}
