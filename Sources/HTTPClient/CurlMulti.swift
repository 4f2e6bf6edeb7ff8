internal import CCurl
internal import EventLoops
internal import Glibc
internal import Metrics
internal import Platform

/// curl's side of one loop: its sockets are polled and its alarm is set here, and what ended is reported.
///
/// curl calls back from inside its functions; nothing that is done then calls curl again.
@safe final class CurlMulti {
    private let thread: LoopThread
    private let metrics: HTTPClientMetrics
    /// Told of each transfer that curl is done with, by its address, outside of curl, so that it may be removed at once.
    private let ended: (UInt, CURLcode) -> Void
    private let multi: UnsafeMutableRawPointer
    private var polls: [CInt: (poll: DescriptorPoll, interest: CInt)] = [:]
    /// The sockets that curl opened, by what tells each from a later one of the same number.
    private var sockets: [CInt: ino_t] = [:]
    private var isClosed = false
    private lazy var alarm = LoopTimer(on: thread.loop) { [weak self] in self?.act(CURL_SOCKET_BAD, 0) }

    init(
        on thread: LoopThread,
        connectionsKeptMax: Int,
        metrics: HTTPClientMetrics,
        ended: @escaping (UInt, CURLcode) -> Void
    ) {
        self.thread = thread
        self.metrics = metrics
        self.ended = ended
        // Whoever has something to ask has read its URL, by curl.
        precondition(CurlLibrary.fault == nil, "curl is used before it is loaded")
        guard let multi = unsafe curl_multi_init() else { preconditionFailure("curl has no memory") }
        unsafe self.multi = multi
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe penstock_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsKeptMax)
        unsafe penstock_curl_multi_set_socket_callback(
            multi,
            { _, socket, interest, context, _ in
                unsafe CurlMulti.call(context) { $0.watch(socket, interest) }
                return 0
            },
            context
        )
        unsafe penstock_curl_multi_set_timer_callback(
            multi,
            { _, milliseconds, context in
                unsafe CurlMulti.call(context) { $0.setAlarm(milliseconds) }
                return 0
            },
            context
        )
    }

    deinit {
        precondition(isClosed, "curl holds addresses of this object until it is closed")
    }

    func add(_ easy: borrowing EasyHandle) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe penstock_curl_set_pointer(easy.handle, CURLOPT_CLOSESOCKETDATA, context)
        unsafe penstock_curl_set_close_callback(
            easy.handle,
            { context, socket in
                unsafe CurlMulti.call(context) { $0.close(socket) }
                return 0
            }
        )
        unsafe curl_multi_add_handle(multi, easy.handle)
    }

    func remove(_ easy: borrowing EasyHandle) {
        unsafe curl_multi_remove_handle(multi, easy.handle)
    }

    /// Closes every connection; what was added must have been removed.
    func close() {
        guard !isClosed else { return }
        unsafe curl_multi_cleanup(multi)
        isClosed = true
        dropClosedSockets()
        alarm.disarm()
        for socket in Array(polls.keys) { stopPolling(socket) }
        polls = [:]
    }

    private func act(_ socket: CInt, _ events: CInt) {
        guard !isClosed else { return }
        var running: CInt = 0
        unsafe curl_multi_socket_action(multi, socket, events, &running)
        var left: CInt = 0
        while !isClosed, let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle
            else {
                continue
            }
            ended(UInt(bitPattern: easy), unsafe message.pointee.data.result)
        }
    }

    // MARK: Called by curl

    private func watch(_ socket: CInt, _ interest: CInt) {
        guard interest != CURL_POLL_REMOVE else { return stopPolling(socket) }
        var readiness: DescriptorPoll.Readiness = []
        if interest & CURL_POLL_IN != 0 { readiness.insert(.readable) }
        if interest & CURL_POLL_OUT != 0 { readiness.insert(.writable) }
        let known = polls[socket]?.poll
        // A socket that cannot be polled stays silent, and its transfer ends by its deadline.
        guard let poll = known ?? newPoll(socket) else { return }
        poll.watch(readiness)
        polls[socket] = (poll, interest)
    }

    private func newPoll(_ socket: CInt) -> DescriptorPoll? {
        DescriptorPoll(socket, on: thread) { [unowned self] in act(socket, Self.events($0)) }
    }

    private func stopPolling(_ socket: CInt) {
        polls.removeValue(forKey: socket)?.poll.close()
    }

    private func setAlarm(_ milliseconds: Int) {
        guard milliseconds >= 0 else { return alarm.disarm() }
        // Counted from this very moment, as curl did: the turn's own time is behind it, and curl asks once only.
        alarm.arm(at: thread.loop.time.now().advanced(by: .milliseconds(milliseconds)))
    }

    func open(_ address: curl_sockaddr) -> CInt {
        let kind = address.socktype | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, address.protocol)
        guard descriptor >= 0 else { return CURL_SOCKET_BAD }
        if sockets[descriptor] != nil { forget(descriptor) }
        sockets[descriptor] = Self.identity(descriptor)
        metrics.connectionsOpened.add(on: thread.loop.shard)
        metrics.connectionsActive.increment(on: thread.loop.shard)
        // curl closes a socket that lost the race for a connection without a word; a poll of that number is of the
        // old socket, and curl may take it for one of the new.
        if let stale = polls[descriptor] {
            stopPolling(descriptor)
            watch(descriptor, stale.interest)
        }
        return descriptor
    }

    private func close(_ socket: CInt) {
        stopPolling(socket)
        forget(socket)
        Glibc.close(socket)
    }

    /// Forgets the sockets that curl closed by itself: those that never became a connection.
    func dropClosedSockets() {
        for (socket, identity) in sockets where Self.identity(socket) != identity { forget(socket) }
    }

    private func forget(_ socket: CInt) {
        guard sockets.removeValue(forKey: socket) != nil else { return }
        metrics.connectionsActive.decrement(on: thread.loop.shard)
    }

    private static func identity(_ descriptor: CInt) -> ino_t {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? status.st_ino : 0
    }

    private static func events(_ readiness: DescriptorPoll.Readiness) -> CInt {
        // An error is left for curl to find, which then knows what it is.
        var events: CInt = 0
        if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        return events
    }

    private static func call(_ context: UnsafeMutableRawPointer?, _ body: (CurlMulti) -> Void) {
        guard let context = unsafe context else { return }
        unsafe Unmanaged<CurlMulti>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
    }
}
