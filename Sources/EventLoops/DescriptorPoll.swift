internal import CUV

/// Tells when a descriptor that somebody else reads and writes is ready: what a library with sockets of its own needs
/// of the loop.
///
/// It must be closed before its descriptor is: a number that is used again under a live poll cannot be polled.
@safe package final class DescriptorPoll {
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let readable = Readiness(rawValue: 1)
        package static let writable = Readiness(rawValue: 2)
        /// The descriptor has an error, which reading or writing will tell; told as long as it is watched.
        package static let failed = Readiness(rawValue: 4)
    }

    private let poll: UnsafeMutablePointer<uv_poll_t>
    private let ready: (Readiness) -> Void
    private var interest: Readiness = []
    private var isClosing = false

    /// Prepares to poll; on the loop's thread.
    ///
    /// - Returns: nil if the descriptor cannot be polled.
    package init?(
        _ descriptor: CInt,
        on thread: LoopThread,
        _ ready: @escaping (Readiness) -> Void
    ) {
        thread.loop.preconditionOnLoop()
        self.ready = ready
        unsafe poll = .allocate(capacity: 1)
        guard unsafe uv_poll_init(thread.uv, poll, descriptor) == 0 else { return nil }
        // The handle keeps the object until libuv has let go of it.
        unsafe poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    deinit {
        unsafe poll.deallocate()
    }

    /// Tells of these from now on, in place of what was asked for before; of nothing when it is empty.
    package func watch(_ interest: Readiness) {
        guard !isClosing else { return }
        self.interest = interest
        var events: CInt = 0
        if interest.contains(.readable) { events |= CInt(UV_READABLE.rawValue) }
        if interest.contains(.writable) { events |= CInt(UV_WRITABLE.rawValue) }
        guard events != 0 else {
            unsafe uv_poll_stop(poll)
            return
        }
        unsafe uv_poll_start(
            poll,
            events,
            { handle, status, events in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<DescriptorPoll>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    $0.report(status, events)
                }
            }
        )
    }

    /// Stops at once; the descriptor may be closed afterwards.
    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(
            UnsafeMutableRawPointer(poll).assumingMemoryBound(to: uv_handle_t.self),
            { handle in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<DescriptorPoll>.fromOpaque(context).release()
            }
        )
    }

    private func report(_ status: CInt, _ events: CInt) {
        guard !isClosing else { return }
        guard status == 0 else {
            // libuv stops at an error, although bytes may stand in front of it that were not read yet.
            watch(interest)
            return ready(interest.union(.failed))
        }
        var readiness: Readiness = []
        if events & CInt(UV_READABLE.rawValue) != 0 { readiness.insert(.readable) }
        if events & CInt(UV_WRITABLE.rawValue) != 0 { readiness.insert(.writable) }
        ready(readiness)
    }
}
