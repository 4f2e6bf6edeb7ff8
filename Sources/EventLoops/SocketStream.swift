package import Bytes
internal import Glibc

/// A connected TCP or UNIX socket on a loop.
///
/// libuv tells when it is ready; it is read and written here, by `recv` and `send`: `read`, which libuv's own streams
/// use, takes a way into a socket that is longer by a fiftieth of a small request.
@safe package final class SocketStream: ByteStream {
    private let thread: LoopThread
    private let descriptor: CInt
    private let isTCP: Bool
    private var isClosed = false
    private var isReading = false
    /// Whether something was read for it that it has not got yet.
    private var isInBatch = false
    private var observer: (any ByteStreamObserver)?
    /// What the socket did not take, from `sent` on.
    private var unsent = ByteBuffer()
    private var sent = 0
    /// Keeps the stream until it is closed.
    private var poll: DescriptorPoll?

    /// Takes over a connected, non-blocking descriptor; on the loop's thread.
    ///
    /// - Returns: nil if libuv cannot use the descriptor, which is then closed.
    package init?(adopting socket: AcceptedSocket, on thread: LoopThread) {
        self.thread = thread
        descriptor = socket.descriptor
        isTCP = socket.peer != .local
        guard let poll = DescriptorPoll(descriptor, on: thread, { self.ready($0) }) else {
            isClosed = true
            Glibc.close(socket.descriptor)
            return nil
        }
        self.poll = poll
    }

    package var unsentBytes: Int { unsent.count - sent }

    package var unacknowledgedBytes: Int {
        var count: CInt = 0
        guard unsafe ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        return Int(count)
    }

    package func startReading(_ observer: any ByteStreamObserver) {
        self.observer = observer
        isReading = true
        watch()
    }

    package func pauseReading() {
        isReading = false
        watch()
    }

    package func write(_ buffer: inout ByteBuffer) -> WriteOutcome {
        precondition(unsent.isEmpty, "a blocked stream takes nothing until it has drained")
        guard !isClosed else { return .failed }
        guard !buffer.isEmpty else { return .sent }
        guard let count = send(buffer, from: 0) else { return .failed }
        if count == buffer.count {
            buffer.removeAll()
            return .sent
        }
        swap(&unsent, &buffer)
        sent = count
        watch()
        return .blocked
    }

    package func endWriting() {
        guard !isClosed else { return }
        shutdown(descriptor, CInt(SHUT_WR))
    }

    package func close(resets: Bool) {
        guard !isClosed else { return }
        isClosed = true
        poll?.close()
        if resets, isTCP {
            var now = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        Glibc.close(descriptor)
        thread.loop.atEndOfTurn {
            self.poll = nil
            let observer = self.observer
            self.observer = nil
            observer?.closed()
        }
    }

    private func watch() {
        guard !isClosed else { return }
        var interest: DescriptorPoll.Readiness = []
        if isReading { interest.insert(.readable) }
        if !unsent.isEmpty { interest.insert(.writable) }
        poll?.watch(interest)
    }

    private func ready(_ readiness: DescriptorPoll.Readiness) {
        if readiness.contains(.readable) { receive() }
        if readiness.contains(.writable), !isClosed { sendRest() }
    }

    private func receive() {
        if isInBatch { thread.received.deliver() }
        guard isReading, !isClosed else { return }
        isInBatch = true
        let (count, isCut) = thread.received.receive(descriptor, for: self)
        if count > 0 { return isCut ? receiveMore() : () }
        isInBatch = false
        if count == 0 {
            pauseReading()
            observer?.ended()
        } else if errno != EAGAIN && errno != EINTR {
            pauseReading()
            observer?.failed()
        }
    }

    private func receiveMore() {
        thread.received.deliver()
        guard isReading, !isClosed else { return }
        unsafe thread.received.receiveMore(descriptor) { unsafe deliver($0) }
    }

    /// Takes what was read for it; also when reading was paused meanwhile, since it would be lost.
    func deliver(_ bytes: UnsafeBufferPointer<UInt8>) {
        isInBatch = false
        guard !isClosed else { return }
        unsafe observer?.received(Span(_unsafeElements: bytes))
    }

    private func sendRest() {
        guard !unsent.isEmpty else { return }
        guard let count = send(unsent, from: sent) else {
            drop()
            return observer?.failed() ?? ()
        }
        sent += count
        guard sent == unsent.count else { return }
        drop()
        observer?.drained()
    }

    /// Forgets what was waiting.
    private func drop() {
        unsent.removeAll()
        sent = 0
        var spare = ByteBuffer()
        swap(&spare, &unsent)
        thread.loop.buffers.give(spare)
        watch()
    }

    /// - Returns: How many bytes the socket took; nil if it is broken.
    private func send(_ buffer: borrowing ByteBuffer, from start: Int) -> Int? {
        let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
        let count = unsafe buffer.withUnsafeBytes { bytes in
            let first = unsafe bytes.baseAddress.unsafelyUnwrapped + start
            return unsafe Glibc.send(descriptor, first, bytes.count - start, flags)
        }
        guard count < 0 else { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }
}
