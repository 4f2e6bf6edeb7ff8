package import Bytes
internal import CUV
internal import Glibc

/// A connected TCP or UNIX socket on a libuv loop.
@safe package final class UVStream: ByteStream {
    private let thread: LoopThread
    private let handle: UnsafeMutablePointer<uv_stream_t>
    private let descriptor: CInt
    private let isTCP: Bool
    private var isClosing = false
    private var isReading = false
    /// What libuv is sending; it must stay where it is until the write is done.
    private var unsent = ByteBuffer()
    private var write: UnsafeMutablePointer<uv_write_t>?
    private var observer: (any ByteStreamObserver)?

    /// Takes over a connected, non-blocking descriptor; on the loop's thread.
    ///
    /// - Returns: nil if libuv cannot use the descriptor, which is then closed.
    package init?(adopting socket: AcceptedSocket, on thread: LoopThread) {
        thread.loop.preconditionOnLoop()
        self.thread = thread
        descriptor = socket.descriptor
        isTCP = socket.peer != .local
        let status: CInt
        if isTCP {
            let tcp = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
            unsafe uv_tcp_init(thread.uv, tcp)
            status = unsafe uv_tcp_open(tcp, socket.descriptor)
            unsafe handle = UnsafeMutableRawPointer(tcp).assumingMemoryBound(to: uv_stream_t.self)
        } else {
            let pipe = UnsafeMutablePointer<uv_pipe_t>.allocate(capacity: 1)
            unsafe uv_pipe_init(thread.uv, pipe, 0)
            status = unsafe uv_pipe_open(pipe, socket.descriptor)
            unsafe handle = UnsafeMutableRawPointer(pipe).assumingMemoryBound(to: uv_stream_t.self)
        }
        // The handle keeps the stream until libuv has let go of it.
        unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        if status < 0 {
            Glibc.close(socket.descriptor)
            close(resets: false)
            return nil
        }
    }

    deinit {
        unsafe handle.deallocate()
        unsafe write?.deallocate()
    }

    package var unsentBytes: Int { unsafe uv_stream_get_write_queue_size(handle) }

    package var unacknowledgedBytes: Int {
        var count: CInt = 0
        guard unsafe ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        return Int(count)
    }

    package func startReading(_ observer: any ByteStreamObserver) {
        self.observer = observer
        guard !isReading, !isClosing else { return }
        isReading = true
        unsafe uv_read_start(
            handle,
            { handle, _, buffer in
                guard let buffer = unsafe buffer else { return }
                unsafe UVStream.call(handle) { stream in
                    let room = unsafe stream.thread.readBuffer
                    let start = unsafe UnsafeMutableRawPointer(room.baseAddress)?.assumingMemoryBound(
                        to: CChar.self
                    )
                    unsafe buffer.pointee = uv_buf_init(start, UInt32(room.count))
                }
            },
            { handle, count, _ in unsafe UVStream.call(handle) { $0.read(count) } }
        )
    }

    package func pauseReading() {
        guard isReading, !isClosing else { return }
        isReading = false
        unsafe uv_read_stop(handle)
    }

    package func write(_ buffer: inout ByteBuffer) -> WriteOutcome {
        precondition(unsent.isEmpty, "a blocked stream takes nothing until it has drained")
        guard !isClosing else { return .failed }
        guard !buffer.isEmpty else { return .sent }
        // Nothing is queued, so libuv has nothing to say about it; `send` costs less than the `write` it would use.
        let sent = unsafe buffer.withUnsafeBytes { bytes in
            unsafe send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
        }
        if sent == buffer.count {
            buffer.removeAll()
            return .sent
        }
        guard sent >= 0 || errno == EAGAIN || errno == EINTR else { return .failed }
        swap(&unsent, &buffer)
        return sendRest(from: max(0, sent)) ? .blocked : .failed
    }

    package func endWriting() {
        guard !isClosing else { return }
        shutdown(descriptor, CInt(SHUT_WR))
    }

    package func close(resets: Bool) {
        guard !isClosing else { return }
        isClosing = true
        isReading = false
        if resets, isTCP {
            let tcp = unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_tcp_t.self)
            // Fails only for a socket that was shut down before, which is then closed without a reset.
            if unsafe uv_tcp_close_reset(tcp, { unsafe UVStream.release($0) }) == 0 { return }
        }
        unsafe uv_close(
            UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self),
            { unsafe UVStream.release($0) }
        )
    }

    private func read(_ count: Int) {
        guard !isClosing, let observer else { return }
        if count > 0 {
            let filled = unsafe UnsafeBufferPointer(start: thread.readBuffer.baseAddress, count: count)
            observer.received(unsafe Span(_unsafeElements: filled))
        } else if count == Int(UV_EOF.rawValue) {
            isReading = false
            observer.ended()
        } else if count < 0 {
            isReading = false
            observer.failed()
        }
    }

    private func sendRest(from start: Int) -> Bool {
        let request = unsafe write ?? .allocate(capacity: 1)
        unsafe write = request
        let status = unsafe unsent.withUnsafeBytes { bytes in
            var piece = unsafe Self.piece(bytes, from: start)
            return unsafe uv_write(
                request,
                handle,
                &piece,
                1,
                { request, status in
                    guard let request = unsafe request else { return }
                    unsafe UVStream.call(request.pointee.handle) { $0.wrote(status) }
                }
            )
        }
        return status == 0
    }

    private func wrote(_ status: CInt) {
        unsent.removeAll()
        var spare = ByteBuffer()
        swap(&spare, &unsent)
        thread.loop.buffers.give(spare)
        guard !isClosing else { return }
        if status < 0 { observer?.failed() } else { observer?.drained() }
    }

    private static func piece(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> uv_buf_t {
        let base = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress.unsafelyUnwrapped + start)
        return unsafe uv_buf_init(base.assumingMemoryBound(to: CChar.self), UInt32(bytes.count - start))
    }

    /// Calls the stream of a handle, which keeps it alive.
    private static func call(_ handle: UnsafeMutableRawPointer?, _ body: (UVStream) -> Void) {
        guard let handle = unsafe handle?.assumingMemoryBound(to: uv_stream_t.self),
            let context = unsafe handle.pointee.data
        else { return }
        unsafe Unmanaged<UVStream>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
    }

    /// The last callback of a handle.
    private static func release(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
        guard let context = unsafe handle?.pointee.data else { return }
        let stream = unsafe Unmanaged<UVStream>.fromOpaque(context).takeRetainedValue()
        let observer = stream.observer
        stream.observer = nil
        observer?.closed()
    }
}
