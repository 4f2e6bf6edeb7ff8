internal import CUV
internal import Glibc

/// Takes connections from a listening socket and hands them on, a bounded number in each turn of its loop.
///
/// One loop accepts for all: libuv has neither SO_REUSEPORT nor exclusive wake-ups, and a restart would lose what
/// waits in the backlogs of several sockets.
@safe package final class Acceptor {
    private let socket: ListeningSocket
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private let accept: (AcceptedSocket) -> Void
    private let exhausted: () -> Void
    /// Given up for a moment when the process has no descriptor left, to turn a peer away instead of spinning.
    private var spare: CInt
    private var isClosing = false

    private static let acceptsPerTurnMax = 64

    /// Starts accepting; on the loop's thread.
    ///
    /// - Parameters:
    ///   - socket: Stays open when accepting stops, so that it can be passed on.
    ///   - thread: Where connections are accepted, not necessarily where they will live.
    ///   - exhausted: Told when a peer was turned away because the process has no descriptor left.
    ///   - accept: Receives each connection.
    package init(
        _ socket: ListeningSocket,
        on thread: LoopThread,
        exhausted: @escaping () -> Void,
        accept: @escaping (AcceptedSocket) -> Void
    ) {
        thread.loop.preconditionOnLoop()
        self.socket = socket
        self.accept = accept
        self.exhausted = exhausted
        spare = Self.openSpare()
        unsafe poll = .allocate(capacity: 1)
        unsafe uv_poll_init(thread.uv, poll, socket.descriptor)
        unsafe poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        unsafe uv_poll_start(
            poll,
            CInt(UV_READABLE.rawValue),
            { handle, _, _ in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<Acceptor>.fromOpaque(context).takeUnretainedValue().acceptSome()
            }
        )
    }

    deinit {
        unsafe poll.deallocate()
        Glibc.close(spare)
    }

    /// Stops accepting; connections that wait stay in the backlog.
    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(
            UnsafeMutableRawPointer(poll).assumingMemoryBound(to: uv_handle_t.self),
            { handle in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<Acceptor>.fromOpaque(context).release()
            }
        )
    }

    private func acceptSome() {
        for _ in 0..<Self.acceptsPerTurnMax {
            guard !isClosing else { return }
            guard let accepted = acceptOne() else {
                // A connection that ended while it waited does not end the turn's share.
                if errno == ECONNABORTED || errno == EINTR { continue }
                if errno == EMFILE || errno == ENFILE { turnAway() }
                return
            }
            accept(accepted)
        }
    }

    private func acceptOne() -> AcceptedSocket? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let flags = CInt(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe accept4(socket.descriptor, $0, &length, flags)
            }
        }
        guard descriptor >= 0 else { return nil }
        return AcceptedSocket(descriptor: descriptor, peer: PeerAddress(storage))
    }

    private func turnAway() {
        Glibc.close(spare)
        acceptOne()?.refuse()
        spare = Self.openSpare()
        exhausted()
    }

    private static func openSpare() -> CInt {
        unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    }
}
